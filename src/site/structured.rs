//! What a page is, as search engines read it: JSON-LD with the words of schema.org.

use serde_json::{Value, json};

use crate::guide::Guide;
use crate::guide::page::{Page, PageKind};
use crate::site::navigation::Navigation;
use crate::site::page::canonical;

/// The text of a `<script type="application/ld+json">`; none where the site does not say where it is published.
pub fn structured(guide: &Guide, navigation: &Navigation, page: &Page) -> Option<String> {
    let site = &guide.settings.site;
    let base = site.url.as_deref()?;
    let address = canonical(&format!("{base}{}", page.url()));
    let mut graph = vec![match page.kind {
        PageKind::Home => json!({
            "@type": "WebSite",
            "name": site.title,
            "description": site.description,
            "url": address,
            "inLanguage": site.language,
        }),
        PageKind::Section => json!({
            "@type": "CollectionPage",
            "name": page.title,
            "description": page.description,
            "url": address,
            "inLanguage": site.language,
        }),
        _ => json!({
            "@type": "TechArticle",
            "headline": page.title,
            "description": page.description,
            "url": address,
            "inLanguage": site.language,
        }),
    }];
    if let Some(date) = page.updated() {
        graph[0]["dateModified"] = json!(date);
    }
    let above = navigation.breadcrumbs(page);
    if !above.is_empty() {
        let way = above
            .iter()
            .map(|link| (link.title, canonical(&format!("{base}{}", link.url))));
        let items: Vec<Value> = way
            .chain([(page.title.as_str(), address)])
            .enumerate()
            .map(|(at, (name, item))| {
                json!({ "@type": "ListItem", "position": at + 1, "name": name, "item": item })
            })
            .collect();
        graph.push(json!({ "@type": "BreadcrumbList", "itemListElement": items }));
    }
    let text = json!({ "@context": "https://schema.org", "@graph": graph }).to_string();
    // Neither `</script>` nor `<!--` may stand in it.
    Some(text.replace('<', "\\u003c"))
}
