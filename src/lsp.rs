//! The linter in an editor: messages of the Language Server Protocol in, diagnostics, cards and fixes out. One thread
//! reads messages and one answers them; what is typed meanwhile is judged once, when nothing more is waiting. No message
//! ever holds a value of a scanned file, nor does the log: there is none.

mod actions;
mod diagnostics;
mod frame;
mod hover;
mod position;
mod uri;
mod workspace;

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Receiver;

use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::notification::{
    DidChangeTextDocument, DidChangeWatchedFiles, DidCloseTextDocument, DidOpenTextDocument,
    DidSaveTextDocument, Initialized, Notification as _, PublishDiagnostics, ShowMessage,
};
use lsp_types::request::{
    CodeActionRequest, HoverRequest, Initialize, RegisterCapability, Request as _, Shutdown,
};
use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, HoverProviderCapability,
    InitializeParams, InitializeResult, MessageType, PositionEncodingKind, SaveOptions, ServerCapabilities,
    ServerInfo, ShowMessageParams, TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::guide::Guide;
use crate::lint::Linter;
use crate::lint::discover::Options;
use frame::Incoming;
use position::Encoding;
use workspace::Workspace;

/// What the editor's folder is linted with.
pub struct Project {
    pub guide: Guide,
    /// What of the folder is read to explain what is open.
    pub options: Options,
    /// What kept the folder's own guide or settings from being used.
    pub problem: Option<String>,
}

/// What the editor can do with what it is sent.
#[derive(Debug, Clone, Copy)]
struct Client {
    encoding: Encoding,
    shows_related: bool,
    shows_markdown: bool,
    takes_versioned_edits: bool,
    takes_code_actions: bool,
    registers_watchers: bool,
}

/// Why the messages ended.
enum End {
    /// The guide or the settings changed.
    Reload,
    /// `exit`, or the editor is gone.
    Exit,
}

/// Answers an editor until it says `exit` or is gone. Returns whether it said `shutdown` before, as it should. `load` is
/// asked for the guide at the start, and again when it changes; it works in the editor's folder from then on.
pub fn serve(
    input: impl Read + Send + 'static,
    output: impl Write,
    mut load: impl FnMut(Option<&Path>) -> Project,
) -> io::Result<bool> {
    let mut server = Server {
        incoming: frame::receive(input),
        output,
        is_shut_down: false,
        last_id: 0,
    };
    let Some(params) = server.initialize()? else {
        return Ok(server.is_shut_down);
    };
    let root = root_of(&params);
    let mut workspace = Workspace::new(client_of(&params), root.clone());
    loop {
        let project = load(root.as_deref());
        if let Some(problem) = &project.problem {
            server.notify::<ShowMessage>(ShowMessageParams {
                typ: MessageType::WARNING,
                message: problem.clone(),
            })?;
        }
        let linter = Linter::new(&project.guide);
        workspace.load(&linter, &project);
        if let End::Exit = server.run(&mut workspace, &linter, &project)? {
            return Ok(server.is_shut_down);
        }
    }
}

struct Server<W> {
    incoming: Receiver<Incoming>,
    output: W,
    is_shut_down: bool,
    /// Of our own requests.
    last_id: i32,
}

impl<W: Write> Server<W> {
    /// Waits for the editor to introduce itself; nothing where it goes away before it does.
    fn initialize(&mut self) -> io::Result<Option<InitializeParams>> {
        while let Ok(incoming) = self.incoming.recv() {
            match incoming {
                Incoming::Message(Message::Request(request)) if request.method == Initialize::METHOD => {
                    match serde_json::from_value::<InitializeParams>(request.params) {
                        Ok(params) => {
                            self.answer(request.id, initialized(client_of(&params).encoding))?;
                            return Ok(Some(params));
                        }
                        Err(_) => self.refuse(
                            request.id,
                            ErrorCode::InvalidParams,
                            "these are no parameters of initialize",
                        )?,
                    }
                }
                Incoming::Message(Message::Request(request)) => {
                    self.refuse(
                        request.id,
                        ErrorCode::ServerNotInitialized,
                        "initialize comes first",
                    )?;
                }
                Incoming::Message(Message::Notification(it)) if it.method == "exit" => return Ok(None),
                Incoming::Message(_) => {}
                Incoming::Malformed(code) => self.refuse_unread(code)?,
                Incoming::Lost(error) => return Err(error),
            }
        }
        Ok(None)
    }

    fn run(&mut self, workspace: &mut Workspace, linter: &Linter, project: &Project) -> io::Result<End> {
        loop {
            let incoming = match self.incoming.try_recv() {
                Ok(incoming) => incoming,
                Err(_) => {
                    // Nothing is waiting: now is the time to judge.
                    for published in workspace.refresh(linter) {
                        self.notify::<PublishDiagnostics>(published)?;
                    }
                    match self.incoming.recv() {
                        Ok(incoming) => incoming,
                        Err(_) => return Ok(End::Exit),
                    }
                }
            };
            match incoming {
                Incoming::Message(Message::Request(request)) => self.request(request, workspace, linter)?,
                Incoming::Message(Message::Notification(it)) if it.method == "exit" => return Ok(End::Exit),
                Incoming::Message(Message::Notification(it)) => {
                    if self.is_shut_down {
                        continue;
                    }
                    if self.notification(it, workspace, linter, project)? {
                        return Ok(End::Reload);
                    }
                }
                Incoming::Message(Message::Response(_)) => {}
                Incoming::Malformed(code) => self.refuse_unread(code)?,
                Incoming::Lost(error) => return Err(error),
            }
        }
    }

    fn request(&mut self, request: Request, workspace: &mut Workspace, linter: &Linter) -> io::Result<()> {
        if self.is_shut_down {
            return self.refuse(request.id, ErrorCode::InvalidRequest, "the server is shut down");
        }
        for published in workspace.refresh(linter) {
            self.notify::<PublishDiagnostics>(published)?;
        }
        match request.method.as_str() {
            Shutdown::METHOD => {
                self.is_shut_down = true;
                self.answer(request.id, Value::Null)
            }
            HoverRequest::METHOD => self.with(request, |params| workspace.hover(&params, linter)),
            CodeActionRequest::METHOD => self.with(request, |params| workspace.code_actions(&params, linter)),
            Initialize::METHOD => {
                self.refuse(request.id, ErrorCode::InvalidRequest, "the server is initialized")
            }
            _ => self.refuse(
                request.id,
                ErrorCode::MethodNotFound,
                "this server does not know the request",
            ),
        }
    }

    /// Whether the guide is to be loaded anew.
    fn notification(
        &mut self,
        notification: Notification,
        workspace: &mut Workspace,
        linter: &Linter,
        project: &Project,
    ) -> io::Result<bool> {
        let Notification { method, params } = notification;
        match method.as_str() {
            Initialized::METHOD if workspace.client.registers_watchers => {
                self.last_id += 1;
                self.send(&Message::Request(Request {
                    id: RequestId::from(self.last_id),
                    method: RegisterCapability::METHOD.to_owned(),
                    params: watchers(),
                }))?;
            }
            DidOpenTextDocument::METHOD => {
                if let Some(params) = read(params) {
                    workspace.open(params, linter, project);
                }
            }
            DidChangeTextDocument::METHOD => {
                if let Some(params) = read(params) {
                    workspace.change(params, linter, project);
                }
            }
            DidCloseTextDocument::METHOD => {
                if let Some(params) = read(params)
                    && let Some(cleared) = workspace.close(&params, linter, project)
                {
                    self.notify::<PublishDiagnostics>(cleared)?;
                }
            }
            DidSaveTextDocument::METHOD => {
                return Ok(read(params).is_some_and(|params| workspace.is_guide_saved(&params)));
            }
            DidChangeWatchedFiles::METHOD => {
                return Ok(read(params).is_some_and(|params| workspace.watched(&params, linter, project)));
            }
            // Of others, such as `$/cancelRequest`, there is nothing to be done.
            _ => {}
        }
        Ok(false)
    }

    fn with<P: DeserializeOwned, R: Serialize>(
        &mut self,
        request: Request,
        answer: impl FnOnce(P) -> R,
    ) -> io::Result<()> {
        match serde_json::from_value(request.params) {
            Ok(params) => self.answer(request.id, answer(params)),
            Err(_) => self.refuse(
                request.id,
                ErrorCode::InvalidParams,
                "these are no parameters of the request",
            ),
        }
    }

    fn answer(&mut self, id: RequestId, result: impl Serialize) -> io::Result<()> {
        let result = serde_json::to_value(result)?;
        self.send(&Message::Response(Response::new_ok(id, result)))
    }

    fn refuse(&mut self, id: RequestId, code: ErrorCode, message: &str) -> io::Result<()> {
        self.send(&Message::Response(Response::new_err(
            id,
            code as i32,
            message.to_owned(),
        )))
    }

    /// Says that something came that is no message. Whose request it was cannot be said.
    fn refuse_unread(&mut self, code: ErrorCode) -> io::Result<()> {
        let error = json!({"code": code as i32, "message": "this is no message of JSON-RPC"});
        frame::write(
            &mut self.output,
            &json!({"jsonrpc": "2.0", "id": null, "error": error}),
        )
    }

    fn notify<N: lsp_types::notification::Notification>(&mut self, params: N::Params) -> io::Result<()>
    where
        N::Params: Serialize,
    {
        let params = serde_json::to_value(params)?;
        self.send(&Message::Notification(Notification {
            method: N::METHOD.to_owned(),
            params,
        }))
    }

    fn send(&mut self, message: &Message) -> io::Result<()> {
        message.write(&mut self.output)
    }
}

/// Parameters of a notification; one that has none or others cannot be answered, and is left.
fn read<P: DeserializeOwned>(params: Value) -> Option<P> {
    serde_json::from_value(params).ok()
}

fn initialized(encoding: Encoding) -> InitializeResult {
    let encoding = match encoding {
        Encoding::Utf8 => PositionEncodingKind::UTF8,
        Encoding::Utf16 => PositionEncodingKind::UTF16,
    };
    InitializeResult {
        capabilities: ServerCapabilities {
            position_encoding: Some(encoding),
            text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::INCREMENTAL),
                save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions {
                    include_text: Some(false),
                })),
                ..TextDocumentSyncOptions::default()
            })),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
                code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, actions::fix_all()]),
                ..CodeActionOptions::default()
            })),
            ..ServerCapabilities::default()
        },
        server_info: Some(ServerInfo {
            name: "fieldguide".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
    }
}

fn client_of(params: &InitializeParams) -> Client {
    let general = params.capabilities.general.as_ref();
    let document = params.capabilities.text_document.as_ref();
    let workspace = params.capabilities.workspace.as_ref();
    let encodings = general.and_then(|it| it.position_encodings.as_deref());
    let takes_utf8 = encodings.is_some_and(|all| all.contains(&PositionEncodingKind::UTF8));
    Client {
        encoding: if takes_utf8 {
            Encoding::Utf8
        } else {
            Encoding::Utf16
        },
        shows_related: document
            .and_then(|it| it.publish_diagnostics.as_ref()?.related_information)
            .unwrap_or_default(),
        shows_markdown: document
            .and_then(|it| it.hover.as_ref()?.content_format.as_ref())
            .is_some_and(|formats| formats.contains(&lsp_types::MarkupKind::Markdown)),
        takes_versioned_edits: workspace
            .and_then(|it| it.workspace_edit.as_ref()?.document_changes)
            .unwrap_or_default(),
        takes_code_actions: document
            .and_then(|it| it.code_action.as_ref()?.code_action_literal_support.as_ref())
            .is_some(),
        registers_watchers: workspace
            .and_then(|it| it.did_change_watched_files?.dynamic_registration)
            .unwrap_or_default(),
    }
}

/// The folder that the editor works in: the first one, if there are several.
fn root_of(params: &InitializeParams) -> Option<PathBuf> {
    let folder = params
        .workspace_folders
        .as_ref()
        .and_then(|folders| folders.first());
    #[expect(deprecated, reason = "editors without folders say it so")]
    let root = folder.map(|folder| &folder.uri).or(params.root_uri.as_ref());
    uri::path(root?.as_str())
}

/// Asks to be told when the settings or a file that explains others changes outside of the editor.
fn watchers() -> Value {
    let names = "{fieldguide.yaml,*.env,.env.*,*.yaml,*.yml,*.json,*.toml,*.ini,*.properties,*.tfvars}";
    json!({"registrations": [{
        "id": "files",
        "method": DidChangeWatchedFiles::METHOD,
        "registerOptions": {"watchers": [{"globPattern": format!("**/{names}")}]},
    }]})
}
