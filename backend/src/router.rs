//! The whole URL table. What stands behind an address is the file of that name under `routes/`.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{delete, get, post};
use shared::i18n::Language;

use crate::app::App;
use crate::routes::{
    accessibility, activities, brand, calendar, campaign, comuni, documents, embed, events, feedback, files, guides,
    health, import, kiosks, leaflet, metrics, networks, oembed, og, open_data, page, places, redazione, report, search,
    site, staff, sync, tiles, undo,
};

/// What everybody may ask.
pub fn public(app: Arc<App>) -> Router {
    let pages = pages();
    Router::new()
        // For programs: documented in docs/api.md and at /api/v1/openapi.json, kept stable.
        .route("/api/v1/search", get(search::get))
        .route("/api/v1/places", get(places::list))
        .route("/api/v1/places/{id}", get(places::get))
        .route("/api/v1/activities", get(activities::list))
        .route("/api/v1/activities/{id}", get(activities::get))
        .route("/api/v1/activities/{id}/occurrences", get(activities::occurrences))
        .route("/api/v1/networks", get(networks::list))
        .route("/api/v1/networks/{id}", get(networks::get))
        .route("/api/v1/guides", get(guides::list))
        .route("/api/v1/guides/{id}", get(guides::get))
        .route("/api/v1/comuni", get(comuni::list))
        .route("/api/v1/feedback", post(feedback::post))
        .route("/api/v1/openapi.json", get(documents::openapi))
        .route("/api/v1/schema.json", get(documents::schema))
        .route("/calendar.ics", get(calendar::get))
        .route("/dati/{file}", get(open_data::get))
        .route("/health", get(health::get))
        // For a monitoring machine that has the secret.
        .route("/metrics", get(metrics::with_token))
        // For the people who keep the data: with a session, but for the first two.
        .route("/api/v1/staff/invitations/{token}", post(staff::invitations::post))
        .route(
            "/api/v1/staff/session",
            post(staff::session::post).delete(staff::session::delete),
        )
        .route("/api/v1/staff/me", get(staff::session::me))
        .route("/api/v1/staff/history", get(staff::history::get))
        .route("/api/v1/staff/undo", post(staff::undo::post))
        .route("/api/v1/staff/worklist", get(staff::worklist::get))
        .route(
            "/api/v1/staff/campaigns",
            get(staff::campaigns::get).post(staff::campaigns::post),
        )
        .route("/api/v1/staff/campaigns/{id}", delete(staff::campaigns::delete))
        .route("/api/v1/staff/feedback", get(staff::inbox::get))
        .route("/api/v1/staff/feedback/{id}", post(staff::inbox::post))
        .route(
            "/api/v1/staff/{kind}/{id}",
            get(staff::records::get)
                .put(staff::records::put)
                .delete(staff::records::delete),
        )
        .route("/api/v1/staff/{kind}/{id}/verify", post(staff::verify::post))
        .route(
            "/api/v1/staff/activities/{id}/occurrences/{date}/{verb}",
            post(staff::occurrences::post),
        )
        // For the web app.
        .route("/api/v1/kiosks/heartbeat", post(kiosks::heartbeat))
        .route("/api/v1/sync", get(sync::get))
        .route("/api/v1/snapshots/{epoch}/{seq}", get(sync::snapshot))
        .route("/api/v1/events", get(events::get))
        .route("/tiles.json", get(tiles::describe))
        .route("/tiles/{z}/{x}/{y}", get(tiles::get))
        // For people: the first HTML of each page of the web app, and the frame its service worker keeps.
        .merge(pages)
        .route("/dati", get(open_data::page))
        // Short and lasting addresses for leaflets, parts of this site for other sites, and pictures of links.
        .route("/tema/{topic}", get(leaflet::topic))
        .route("/{language}/tema/{topic}", get(leaflet::topic_in))
        .route("/comune/{name}", get(leaflet::comune))
        .route("/{language}/comune/{name}", get(leaflet::comune_in))
        .route("/embed", get(embed::get))
        .route("/incorpora", get(embed::generator))
        .route("/aloud.js", get(accessibility::aloud))
        .route("/embed.js", get(embed::height))
        .route("/family-hub.js", get(embed::component))
        .route("/oembed", get(oembed::get))
        .route("/sede/{id}/og.png", get(og::place))
        .route("/{language}/dati", get(open_data::page_in))
        .route("/accessibilita", get(accessibility::get))
        .route("/{language}/accessibilita", get(accessibility::get_in))
        .route("/shell", get(page::shell))
        // For people: the page on which they report.
        .route("/segnala", get(report::get).post(report::post))
        // For people who keep the data: pages and forms, and what keeps them on a device.
        .route("/redazione.js", get(redazione::script))
        .route("/redazione.css", get(redazione::style))
        .route("/redazione-worker.js", get(redazione::worker))
        .merge(office())
        // For search engines, previews and whoever asks for a site's usual files.
        .route("/brand.css", get(brand::css))
        .route("/brand/logo", get(brand::logo))
        .route("/manifest.webmanifest", get(brand::manifest))
        .route("/robots.txt", get(site::robots))
        .route("/sitemap.xml", get(site::sitemap))
        .route("/favicon.ico", get(site::favicon))
        .route("/preview.png", get(site::preview))
        .route("/licenze", get(site::licences))
        // Files of the web app; whatever is none of them does not exist.
        .fallback(files::get)
        .method_not_allowed_fallback(files::method_not_allowed)
        .with_state(app)
}

/// The pages of the editorial office and of those it asks by a link, in the language of who reads them.
fn office() -> Router<Arc<App>> {
    Router::new()
        .route("/c/{token}", get(campaign::get).post(campaign::post))
        .route("/redazione", get(redazione::home))
        .route("/redazione/entra", get(redazione::home).post(redazione::sign_in))
        .route("/redazione/esci", post(redazione::sign_out))
        .route(
            "/redazione/invito/{token}",
            get(redazione::invitation).post(redazione::accept),
        )
        .route(
            "/redazione/nuova/{list}",
            get(redazione::new::get).post(redazione::new::post),
        )
        .route(
            "/redazione/chiusure",
            get(redazione::closing::get).post(redazione::closing::post),
        )
        .route(
            "/redazione/campagne",
            get(redazione::campaigns::get).post(redazione::campaigns::post),
        )
        .route(
            "/redazione/importa",
            // The edge has read the body within its own limit already.
            get(redazione::import::get)
                .post(redazione::import::post)
                .layer(DefaultBodyLimit::disable()),
        )
        .route("/redazione/importa/annulla", post(redazione::import::undo))
        .route("/redazione/importa/modello/{file}", get(redazione::import::model))
        .route(
            "/redazione/importa/{id}",
            get(redazione::import::look).post(redazione::import::decide),
        )
        .route(
            "/redazione/doppioni",
            get(redazione::duplicates::get).post(redazione::duplicates::post),
        )
        .route(
            "/redazione/accesso",
            get(redazione::second_step::get).post(redazione::second_step::post),
        )
        .route("/redazione/lingua/{tag}", get(redazione::choose_language))
        .route("/redazione/territorio", get(redazione::territory::get))
        .route("/redazione/territorio/{file}", get(redazione::territory::csv))
        .route("/redazione/segnalazioni/{id}", post(redazione::answer))
        .route(
            "/redazione/{list}/{id}",
            get(redazione::record::get).post(redazione::record::post),
        )
        .layer(axum::middleware::from_fn(redazione::spoken))
}

/// Every page, in every language: Italian at its plain address, the others behind their tag.
fn pages() -> Router<Arc<App>> {
    let mut router = Router::new();
    for language in Language::all() {
        let prefix = match language {
            Language::Italian => String::new(),
            other => ["/", other.tag()].concat(),
        };
        for path in PAGES {
            let address = match (path, prefix.as_str()) {
                ("/", prefix) if !prefix.is_empty() => prefix.to_owned(),
                _ => [&prefix, path].concat(),
            };
            router = router.route(&address, get(page::get));
        }
    }
    router
}

/// The pages, by their Italian paths; [`shared::route`] says which page that is.
const PAGES: [&str; 16] = [
    "/",
    "/sede/{id}",
    "/attivita/{id}",
    "/rete/{id}",
    "/scheda/{id}",
    "/agenda",
    "/salvati",
    "/noi",
    "/informazioni",
    "/orienta",
    "/k",
    "/kiosk/{id}/board",
    "/kiosk/{id}",
    "/kiosk/setup",
    "/sportello",
    "/embed/board/{id}",
];

/// What only the machine's own operator may ask: served on a second, local address.
pub fn admin(app: Arc<App>) -> Router {
    Router::new()
        .route("/health", get(health::get))
        .route("/metrics", get(metrics::get))
        // The edge has read the body within its own limit already.
        .route("/import", post(import::post).layer(DefaultBodyLimit::disable()))
        .route("/undo", post(undo::post))
        .route("/api/v1/kiosks", get(kiosks::list))
        .fallback(files::nothing_here)
        .method_not_allowed_fallback(files::method_not_allowed)
        .with_state(app)
}
