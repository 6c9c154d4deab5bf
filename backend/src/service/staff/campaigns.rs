//! Campaigns: places are asked by a link each whether what is written about them is right. Whoever has the link answers
//! for that place, without an account. Links are kept as hashes, end by themselves, and can be withdrawn.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::{StaffError, Token, hash_of};
use crate::store::{EventLog, EventLogError};

/// Days that a link holds, unless it is said.
pub const USUAL_DAYS: i64 = 30;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Event {
    Made {
        campaign: String,
        account: String,
        until: i64,
        /// Hashes of tokens, and the places they are for.
        links: Vec<(String, String)>,
    },
    Withdrawn {
        campaign: String,
    },
    Answered {
        link: String,
    },
}

/// A campaign, as its maker sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Campaign {
    /// Its random name.
    pub id: String,
    /// Whose it is.
    pub account: String,
    /// When it was made: seconds since 1970 (UTC).
    pub made: i64,
    /// When its links end.
    pub until: i64,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
    /// The places that were asked, and when each answered last.
    pub places: BTreeMap<String, Option<i64>>,
}

/// A link that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The campaign.
    pub campaign: String,
    /// The place that it is for.
    pub place: String,
    /// When it ends.
    pub until: i64,
}

/// The campaigns of a data directory.
pub struct Campaigns {
    inner: Mutex<Inner>,
}

struct Inner {
    log: EventLog,
    campaigns: BTreeMap<String, Campaign>,
    links: HashMap<String, (String, String)>,
}

impl Inner {
    fn apply(&mut self, at: i64, event: &str) {
        match serde_json::from_str(event) {
            Ok(Event::Made {
                campaign,
                account,
                until,
                links,
            }) => {
                let places = links.iter().map(|(_, place)| (place.clone(), None)).collect();
                for (link, place) in links {
                    self.links.insert(link, (campaign.clone(), place));
                }
                let made = Campaign {
                    id: campaign.clone(),
                    account,
                    made: at,
                    until,
                    withdrawn: false,
                    places,
                };
                self.campaigns.insert(campaign, made);
            }
            Ok(Event::Withdrawn { campaign }) => {
                if let Some(campaign) = self.campaigns.get_mut(&campaign) {
                    campaign.withdrawn = true;
                }
            }
            Ok(Event::Answered { link }) => {
                let Some((campaign, place)) = self.links.get(&link) else {
                    return;
                };
                if let Some(campaign) = self.campaigns.get_mut(campaign) {
                    campaign.places.insert(place.clone(), Some(at));
                }
            }
            Err(error) => tracing::warn!(%error, "an event of a campaign cannot be read by this version"),
        }
    }

    fn add(&mut self, now: i64, event: &Event) -> Result<(), EventLogError> {
        let text = serde_json::to_string(event).map_err(std::io::Error::from)?;
        let mut seen = Vec::new();
        let added = self.log.append(now, |new| {
            seen = new;
            Ok::<_, EventLogError>(vec![text])
        })?;
        for stored in seen.into_iter().chain(added) {
            self.apply(stored.at, &stored.event);
        }
        Ok(())
    }
}

impl Campaigns {
    /// Opens the campaigns of a data directory; there may be none yet.
    ///
    /// # Errors
    /// The file cannot be read, or is damaged.
    pub fn open(dir: &Path) -> Result<Self, EventLogError> {
        let mut inner = Inner {
            log: EventLog::campaigns(dir),
            campaigns: BTreeMap::new(),
            links: HashMap::new(),
        };
        for stored in inner.log.read_new()? {
            inner.apply(stored.at, &stored.event);
        }
        Ok(Self {
            inner: Mutex::new(inner),
        })
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a link for each place. They are told once.
    ///
    /// # Errors
    /// The disk.
    pub fn make(
        &self,
        account: &str,
        places: &[String],
        days: i64,
        now: i64,
    ) -> Result<(Campaign, Vec<(String, Token)>), StaffError> {
        let id = Token::new()?.text()[..16].to_owned();
        let mut links = Vec::new();
        for place in places {
            links.push((place.clone(), Token::new()?));
        }
        let event = Event::Made {
            campaign: id.clone(),
            account: account.to_owned(),
            until: now.saturating_add(days.saturating_mul(24 * 60 * 60)),
            links: links
                .iter()
                .map(|(place, token)| (hash_of(token.text()), place.clone()))
                .collect(),
        };
        let mut inner = self.inner();
        inner.add(now, &event)?;
        let made = inner.campaigns.get(&id).cloned();
        Ok((made.ok_or(StaffError::Unknown(id))?, links))
    }

    /// All campaigns, newest first.
    #[must_use]
    pub fn list(&self) -> Vec<Campaign> {
        let mut campaigns: Vec<Campaign> = self.inner().campaigns.values().cloned().collect();
        campaigns.sort_by_key(|campaign| std::cmp::Reverse(campaign.made));
        campaigns
    }

    /// Ends the links of a campaign.
    ///
    /// # Errors
    /// The disk.
    pub fn withdraw(&self, id: &str, now: i64) -> Result<(), StaffError> {
        let campaign = id.to_owned();
        Ok(self.inner().add(now, &Event::Withdrawn { campaign })?)
    }

    /// The link of a token, while it holds.
    #[must_use]
    pub fn find(&self, token: &str, now: i64) -> Option<Link> {
        let inner = self.inner();
        let (campaign, place) = inner.links.get(&hash_of(token))?;
        let known = inner.campaigns.get(campaign)?;
        (!known.withdrawn && now < known.until).then(|| Link {
            campaign: campaign.clone(),
            place: place.clone(),
            until: known.until,
        })
    }

    /// Somebody answered by that token.
    ///
    /// # Errors
    /// The disk.
    pub fn answered(&self, token: &str, now: i64) -> Result<(), StaffError> {
        let link = hash_of(token);
        Ok(self.inner().add(now, &Event::Answered { link })?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_for_one_place_ends_and_is_kept_as_a_hash() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let campaigns = Campaigns::open(dir.path()).expect("there is none");
        let places = ["p".to_owned(), "q".to_owned()];
        let (made, links) = campaigns.make("a", &places, 1, 100).expect("the disk works");
        let token = links[1].1.text();
        let held = campaigns.find(token, 100 + 86_399).expect("it holds");
        assert_eq!((held.place.as_str(), &held.campaign), ("q", &made.id));
        assert_eq!(campaigns.find(token, 100 + 86_400), None);
        assert_eq!(campaigns.find("x", 101), None);
        campaigns.answered(token, 150).expect("the disk works");
        let again = Campaigns::open(dir.path()).expect("it holds");
        assert_eq!(
            again.list()[0].places,
            BTreeMap::from([("p".to_owned(), None), ("q".to_owned(), Some(150))])
        );
        again.withdraw(&made.id, 160).expect("the disk works");
        assert_eq!(again.find(token, 161), None);
        let file = std::fs::read_to_string(dir.path().join("campaigns.log")).expect("it is there");
        assert!(!file.contains(token));
    }
}
