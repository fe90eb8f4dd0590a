//! Source code of programs: what is plainly assigned a literal, or falls back to one. A lexer for many languages makes
//! tokens, and patterns over a few tokens find assignments; a program is neither parsed nor ever called broken.

mod assignment;
mod language;
mod lexer;

use crate::config::{Document, Format};
use crate::source::Span;
use language::Language;
pub use language::{FISH, HCL, POWERSHELL};

/// A format from a language's constant.
macro_rules! format {
    ($language:ident) => {
        pub const $language: Format = Format {
            name: language::$language.name,
            languages: language::$language.fences,
            is_named: |name| has_ending(name, &language::$language),
            read: |text| read(text, &language::$language),
        };
    };
}

format!(JAVASCRIPT);
format!(TYPESCRIPT);
format!(PYTHON);
format!(PHP);
format!(RUBY);
format!(GO);
format!(JAVA);
format!(KOTLIN);
format!(CSHARP);

/// What the first lines of a file say that a tool wrote.
const GENERATED: [&str; 3] = ["@generated", "DO NOT EDIT", "Do not edit"];
/// Where they say it, in bytes.
const HEAD: usize = 1000;
/// On average, people's lines are shorter, in bytes, unless there are just a few with long tokens.
const LONGEST_LINES: usize = 300;
const FEW_LINES: usize = 8 * 1024;

fn has_ending(name: &str, language: &Language) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, ending)| language.endings.contains(&ending))
}

fn read(text: &str, language: &Language) -> Document {
    let mut document = Document {
        is_program: true,
        ..Document::flat()
    };
    let is_test = language.tests_with.iter().any(|word| text.contains(word));
    if !is_test && is_written_by_people(text) {
        let lexed = lexer::lex(text, language);
        assignment::read(text, &lexed.tokens, language, &mut document);
        document.comments = lexed.comments;
    }
    document
}

/// The comments in a language, and the texts in it that go on over several lines.
pub fn comments_and_texts(text: &str, language: &Language) -> (Vec<Span>, Vec<Span>) {
    let lexed = lexer::lex(text, language);
    let texts = lexed.tokens.into_iter().filter(|token| {
        matches!(token.kind, lexer::Kind::Literal(_)) && text[token.span.clone()].contains('\n')
    });
    let texts = texts.map(|token| token.span).collect();
    (lexed.comments, texts)
}

/// What a tool wrote is nobody's to correct.
fn is_written_by_people(text: &str) -> bool {
    let head = &text[..text.floor_char_boundary(HEAD)];
    let is_generated = GENERATED.iter().any(|mark| head.contains(mark));
    let lines = text.bytes().filter(|byte| *byte == b'\n').count() + 1;
    !is_generated && (text.len() <= FEW_LINES || text.len() / lines <= LONGEST_LINES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::testing::{check, entries, written};
    use crate::tree::Written;

    fn of(format: &Format, text: &str) -> Vec<String> {
        let document = (format.read)(text);
        check(&document, text);
        assert!(document.problems.is_empty());
        for comment in &document.comments {
            assert!(text.get(comment.clone()).is_some());
        }
        entries(&document, text)
    }

    const NOTHING: [String; 0] = [];

    #[test]
    fn constants_and_fields_of_typescript() {
        let text = r#"#!/usr/bin/env node
// const NO_ONE = "0";
/* wabaId: "0" */
export const wa = {
  phoneNumberId: 106_540_352_242n, // 'x
  "waba-id": '47"11',
  accessToken: process.env.WHATSAPP_TOKEN ?? "",
  nested: { token: `tick` },
  url: `https://h.example/${id ? `a${b}` : "}"}/x`,
  list: [{ no: "a" + "b" }, new Client({ apiKey: "EAA\"b" })],
} as const;
const VERIFY_TOKEN: string = process.env.VERIFY_TOKEN || "changeme";
const optional = process.env['ANY_NAME']!;
const f = accessToken => "no", pattern = /['"]/g;
wa.access.token = 'yes'; settings["key_id"] = "no" || x;
settings["key_id"] = 'it'
class WhatsApp {
  private readonly token?: string = "1x";
  #key = import.meta.env.VITE_KEY
    || "2x";
}
call({ first: "1st" }, <Form apiId="3rd" />);
const multi =
  'next line' as string;
"#;
        assert_eq!(
            of(&TYPESCRIPT, text),
            [
                "wa/phoneNumberId = 106540352242 @ 106_540_352_242",
                "wa/waba-id = 47\"11",
                "wa/accessToken = process.env.WHATSAPP_TOKEN ?? \"\"",
                "wa/nested/token = tick",
                "wa/list/Client/apiKey = EAA\"b @ EAA\\\"b",
                "VERIFY_TOKEN = changeme",
                "optional = process.env['ANY_NAME']!",
                "wa/access/token = yes",
                "settings/key_id = it",
                "WhatsApp/token = 1x",
                "WhatsApp/VITE_KEY = 2x",
                "first = 1st",
            ]
        );
        let document = (TYPESCRIPT.read)(text);
        assert_eq!(written(&document, "phoneNumberId"), Some(Written::Plain));
        assert_eq!(written(&document, "accessToken"), Some(Written::Reference));
        assert_eq!(written(&document, "VERIFY_TOKEN"), Some(Written::Quoted));
        let comments: Vec<&str> = document.comments.iter().map(|it| &text[it.clone()]).collect();
        assert_eq!(
            comments,
            [
                "#!/usr/bin/env node",
                "// const NO_ONE = \"0\";",
                "/* wabaId: \"0\" */",
                "// 'x"
            ]
        );
    }

    #[test]
    fn what_is_no_value_in_typescript() {
        let text = r#"
let accessToken = "", token = '';
if (accessToken === "no" || token == "no" || a != "no" && b >= "no") {}
const kind = flag ? token : "no";
const other = flag
  ? token
  : "no";
type T = { accessToken: "a" | "b", token: "no" };
interface I { token: "no"; app: { id: "no" } }
enum E { AccessToken = "no", AppId = 10000000 }
const PHONE_NUMBER_ID = "phoneNumberId", id = 'id', count = 42;
const form = { accessToken: "The access token", wabaId: 'Account ID is required', id: z.string() };
function f(mode: "no" | "none", name = "", option: "no") {}
const sum = { token: "a" + b, app: `a` + b, key: "a".repeat(3), neg: -10000000, hex: 0xffffffff };
case "no": token; break;
const html = <p>Don't say accessToken: "no" isn't</p>;
throw new Error('x'), "no"
a.b["token"](c) = "no";
const long = "one"
  + "two";
"#;
        assert_eq!(of(&TYPESCRIPT, text), NOTHING);
    }

    #[test]
    fn python_by_its_lines() {
        let text = "'''\nNO = 'x'\n'''\nWABA_ID = '4711'  # NO = '0'\nACCESS_TOKEN: Optional[str] = \"\"\"\\\nlong\"\"\"\n\
                    API_KEY = os.getenv(\"API_KEY\", \"abc\")\nNUMBER_ID = os.environ['NUMBER_ID']\n\
                    OTHER_ID = os.environ.get('X', default='5',)\nIN_OR = getenv('X') or 'six'\nRAW = r'a\\b'\n\
                    meta = {'token': 'x', \"app_id\": 12345678}\nclient = Client(app_id=\"7\", token=f\"{a}b\")\n\
                    settings['app']['id'] = \"8\"\nNO = 'a' 'b'\nNO = (\n  'a'\n  'b'\n)\nNO = x or 'y'\n\
                    if x: other = 'no'\nif no: str = 'no'\n\
                    class WhatsApp(Base):\n    token: str = 'in'\n    def f(self, no: Dict[str, int], token = 'def', mode=None):\n\
                    \x20       self.token = 'self'\n        config.a.b = 'dots'\n\nafter = 'it'\nboth: Dict[str, str] = 'b2'\nboth = x == 'no'\n\
                    no = 'yes' if x else 'maybe'\nkey = decouple.config('K', default='k1')\nlast = b'bytes'\n'doc'\n";
        assert_eq!(
            of(&PYTHON, text),
            [
                "WABA_ID = 4711",
                "ACCESS_TOKEN = long @ \\\nlong",
                "API_KEY = abc",
                "NUMBER_ID = os.environ['NUMBER_ID']",
                "OTHER_ID = 5",
                "IN_OR = six",
                "RAW = a\\b",
                "meta/token = x",
                "meta/app_id = 12345678",
                "client/Client/app_id = 7",
                "settings/app/id = 8",
                "WhatsApp/token = in",
                "WhatsApp/token = def",
                "WhatsApp/token = self",
                "WhatsApp/config/a/b = dots",
                "after = it",
                "both = b2",
                "key = k1",
                "last = bytes",
            ]
        );
    }

    #[test]
    fn php_between_its_tags() {
        let text = "<p class=\"no\">Don't</p><?php\n# 'no' => 'x'\nreturn ['wa' => ['token' => env('T', 'fall'), 'app_id' => '4']];\n\
                    define('APP_KEY', 'x1');\n$this->appId = \"a$b\";\n$appUrl = 'five5\nlines';\n\
                    $x = <<<EOT\n$no = 'no'\n  EOT;\nprivate ?string $secret = \"six\"; // ?><i no='no'><?\n\
                    $key = $_ENV['K'] ?? 'k'; $other = getenv('X') ?: 'seven'; f(app_id: 'eight');\n\
                    $c['token'] = 'nine'; $no = $a == 'b'; $no .= 'c'; #[Attr(name: 'ten')]\n?> $no = 'x';\n";
        assert_eq!(
            of(&PHP, text),
            [
                "wa/token = fall",
                "wa/app_id = 4",
                "APP_KEY = x1",
                "appUrl = five5\nlines",
                "secret = six",
                "other = seven",
                "app_id = eight",
                "c/token = nine",
                "Attr/name = ten",
            ]
        );
    }

    #[test]
    fn ruby_go_java_kotlin_and_csharp() {
        let text = "module Crm\n  class WhatsApp\n    TOKEN = 'a1'.freeze\n    def f(key: 'k2')\n      @app_id = ENV.fetch('X', '3')\n\
                    \x20     x = /['\"]/ =~ y\n      row = { :app => 'b', 'key' => \"c\", name: \"d#{e}\" }\n    end\n  end\nend\n\
                    text = <<~EOS\n  NO = 'no'\nEOS\nLAST = ENV['LAST'] || 'z'\nlist << ITEM\nEND_ = 'q' if x\n";
        assert_eq!(
            of(&RUBY, text),
            [
                "Crm/WhatsApp/TOKEN = a1",
                "Crm/WhatsApp/key = k2",
                "Crm/WhatsApp/app_id = 3",
                "Crm/WhatsApp/row/app = b",
                "Crm/WhatsApp/row/key = c",
                "LAST = z",
            ]
        );
        let text = "var appId string = \"1\"\nappKey := `2\\n`\nconst (\n\tA = \"one\"\n\tB = 'x'\n)\n\
                    c := WhatsApp{Token: \"3\", Next: x}\ntype T struct {\n\tToken string `json:\"no\"`\n}\n\
                    cfg.Token = os.Getenv(\"TOKEN\")\n";
        assert_eq!(
            of(&GO, text),
            [
                "appId = 1",
                "appKey = 2\\n",
                "A = one",
                "c/WhatsApp/Token = 3",
                "cfg/Token = os.Getenv(\"TOKEN\")",
            ]
        );
        let text = "class WhatsApp {\n  private static final String APP_KEY = \"3\";\n  long id = 10654035224292212L;\n\
                    @Value(\"${no}\") String no;\n  char c = 'c';\n}\n";
        assert_eq!(
            of(&JAVA, text),
            ["WhatsApp/APP_KEY = 3", "WhatsApp/id = 10654035224292212"]
        );
        let text = "val wabaId: String = System.getenv(\"W\") ?: \"7\"\nval m = mapOf(\"token\" to \"t1\")\n\
                    val no = \"a$b\"\nWhatsApp(key = \"k1\")\n";
        assert_eq!(
            of(&KOTLIN, text),
            ["wabaId = 7", "m/token = t1", "WhatsApp/key = k1"]
        );
        let text = "#region don't\npublic class WhatsApp\n{\n  public string AppKey { get; set; } = \"4\";\n\
                    string no = $\"x{y}\", appUrl = @\"6\"\"7\";\n  public string Token => \"8\";\n  f(appId: \"9\");\n\
                    var x = Environment.GetEnvironmentVariable(\"X\") ?? \"ten\";\n  var g = y => \"no\";\n}\n";
        assert_eq!(
            of(&CSHARP, text),
            [
                "WhatsApp/AppKey = 4",
                "WhatsApp/appUrl = 6\"7 @ 6\"\"7",
                "WhatsApp/Token = 8",
                "WhatsApp/appId = 9",
                "WhatsApp/x = ten",
            ]
        );
    }

    #[test]
    fn a_fallback_goes_by_the_name_that_says_more() {
        let text = "const token = process.env.WHATSAPP_ACCESS_TOKEN || \"a1\", id = import.meta.env['WABA_ID'] ?? 'b2';\n\
                    const phoneId = process.env.PHONE_NUMBER_ID.trim() || \"c3\";\n\
                    const wa = { phoneNumberId: process.env.WA_ID ?? \"d4\", appId: env(\"X\", \"e5\") };\n\
                    const verifyToken = process.env.WA_TOKEN || \"f6\", token = process.env.WHATSAPP_TOKEN || \"whatsapp\";\n\
                    const key = process.env.API_KEY || '', b = process.env[`APP_ID`] || 'g7';\n";
        assert_eq!(
            of(&TYPESCRIPT, text),
            [
                "WHATSAPP_ACCESS_TOKEN = a1",
                "WABA_ID = b2",
                "PHONE_NUMBER_ID = c3",
                "wa/phoneNumberId = d4",
                "wa/appId = e5",
                "WA_TOKEN = f6",
                "key = process.env.API_KEY || ''",
                "APP_ID = g7",
            ]
        );
        let document = (TYPESCRIPT.read)(text);
        for entry in &document.entries {
            assert_eq!(text[entry.key_span.clone()], entry.key);
        }
        let text = "token = os.getenv(\"WHATSAPP_ACCESS_TOKEN\", \"a1\")\nid = os.environ.get('WABA_ID', default='b2')\n\
                    key = env.str('API_KEY', 'c3')\npin = getenv('WHATSAPP_PIN') or 'd4'\n";
        assert_eq!(
            of(&PYTHON, text),
            [
                "WHATSAPP_ACCESS_TOKEN = a1",
                "WABA_ID = b2",
                "API_KEY = c3",
                "WHATSAPP_PIN = d4"
            ]
        );
        let text =
            "<?php return ['wa' => ['id' => env('PHONE_NUMBER_ID', 'a1')]]; $t = $_ENV['K_TOKEN'] ?? 'b2';";
        assert_eq!(of(&PHP, text), ["wa/PHONE_NUMBER_ID = a1", "K_TOKEN = b2"]);
        let text = "module Crm\n  TOKEN = ENV.fetch('WABA_ID', 'a1')\nend\n";
        assert_eq!(of(&RUBY, text), ["Crm/WABA_ID = a1"]);
        let text = "val id = System.getenv().getOrDefault(\"APP_ID\", \"a1\")\nval k = System.getenv(\"APP_KEY\") ?: \"b2\"\n";
        assert_eq!(of(&KOTLIN, text), ["APP_ID = a1", "APP_KEY = b2"]);
    }

    const ALL: [Format; 9] = [
        JAVASCRIPT, TYPESCRIPT, PYTHON, PHP, RUBY, GO, JAVA, KOTLIN, CSHARP,
    ];

    #[test]
    fn tests_are_told_by_what_they_import() {
        let text = "import { expect } from \"vitest\";\nconst appKey = \"1\";\n";
        assert_eq!(of(&TYPESCRIPT, text), NOTHING);
        assert_eq!(of(&PYTHON, "import pytest\nAPP_KEY = '1'\n"), NOTHING);
        assert_eq!(of(&GO, "import \"testing\"\nvar appKey = \"1\"\n"), NOTHING);
    }

    #[test]
    fn what_a_tool_wrote_is_not_read() {
        for text in [
            "// Code generated by x. DO NOT EDIT.\nappId := \"1\"\n".to_owned(),
            "a_b='c';".repeat(2000),
        ] {
            assert_eq!(of(&GO, &text), NOTHING);
        }
    }

    #[test]
    fn long_files_are_read_in_one_go() {
        for text in [
            "{\n".repeat(20_000),
            "a_b = '\n".repeat(20_001),
            "a_b = `\n".repeat(20_001),
            "`${\n\"\"\"\n'".repeat(20_000),
            "a_b={\n[b_c=(".repeat(20_000),
            "<<A\n<<B\n<<~C\n<<<D\n".repeat(20_000),
            "<<A ".repeat(20_000) + &"\n".repeat(20_000),
            "/\\/*'\\'\n".repeat(20_000),
            "class a\n class b\n".repeat(20_000),
        ] {
            for format in &ALL {
                check(&(format.read)(&text), &text);
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_with_spans_inside_it(
            text in "([ab_=:'\"`\\\\ \n\r\tä1;{}()\\[\\],.?|#/*$@<]|a_b = |env\\(|process.env.X|=> |\"\"\"|define\\(|<<~A|<\\?|class A|f\"){0,60}"
        ) {
            for format in &ALL {
                check(&(format.read)(&text), &text);
            }
        }
    }
}
