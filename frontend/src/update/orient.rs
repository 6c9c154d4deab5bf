//! Guided orientation: its answers live in the memory of the page, and are gone with the page.

use shared::orientation::Answers;
use shared::view::msg::Orient;

use super::fetch;
use crate::browser::promise::in_background;
use crate::browser::{document, frame};
use crate::kiosk;
use crate::state::App;

/// Takes a step.
pub fn step(app: App, step: Orient) {
    match step {
        Orient::Answer(code) => answer(app, &code),
        Orient::Area(network) => {
            app.area.set(Some(network));
            answer(app, "my-town");
        }
        Orient::Back if app.in_danger.get_untracked() => app.in_danger.set(false),
        Orient::Back => {
            let mut answers = app.answers.get_untracked();
            answers.back();
            app.area.set(None);
            app.answers.set(answers);
        }
        Orient::Restart => forget(app),
        Orient::Danger => {
            // The rules of danger travel with the meanings of words; the card shows 112 until they are here.
            in_background(fetch::fetch_meanings(app));
            app.in_danger.set(true);
        }
    }
    frame::next_frame(|| document::focus("h1"));
}

/// Forgets everything that was answered.
pub fn forget(app: App) {
    app.in_danger.set(false);
    app.area.set(None);
    app.answers.set(Answers::default());
}

fn answer(app: App, code: &str) {
    let mut answers = app.answers.get_untracked();
    kiosk::answer(&mut answers, code);
    app.answers.set(answers);
}
