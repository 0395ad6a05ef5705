//! Pushes: one job for each notice and browser, tried again as the push service asks, for a day.

use base_id::OrgId;
use base_jobs::{Job, JobError};
use base_outbound::{Client, Config, Request};
use base_suite::{Caller, Org};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, header};
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use std::time::Duration;
use url::{Host, Url};

use super::deliver::Ready;
use super::{PUSH, as_caller};
use crate::model::{self, DeviceId, NoticeId};
use crate::store::devices::Device;
use crate::webpush::{base64url, encrypt, retry_after};
use crate::{Error, Notifications, store};

/// How long a service keeps a push for a browser that is away, and how long it is tried.
const LIVES: SignedDuration = SignedDuration::from_hours(24);
/// A browser whose service refuses this often in a row is given up.
const REFUSALS: u32 = 5;
/// Attempts that are made just when the service asks for them.
const EAGER: u32 = 4;
const TIMEOUT: Duration = Duration::from_secs(20);
/// Of an answer: nothing in it is of use.
const LARGEST_ANSWER: u64 = 16 * 1024;
/// Of what a service says, as it is logged.
const LONGEST_SAID: usize = 200;
const LONGEST_ENDPOINT: usize = 2_000;

#[derive(Deserialize)]
struct Payload {
    notice: NoticeId,
    device: DeviceId,
    attempt: u32,
}

/// What became of a push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The service has it.
    Taken,
    /// Nobody is there any more, or the address is not one to push to.
    Gone(String),
    /// To be tried again, after this time if the service said one.
    Later(Option<SignedDuration>, String),
    /// Not taken, and not worth another try.
    Refused(String),
}

/// A push, before it is encrypted.
pub(super) struct Message<'a> {
    pub contents: &'a serde_json::Value,
    pub urgency: &'static str,
    /// Of those that wait at the service, the newest of a topic alone is delivered (RFC 8030, section 5.4).
    pub topic: Option<String>,
}

impl Notifications {
    /// Where pushes go to, if they may: a public address over HTTPS, or one that the operator allows.
    pub(super) fn endpoint(&self, text: &str) -> Result<Url, Error> {
        let invalid = |cause: &str| Error::invalid("endpoint", cause);
        let url = Url::parse(text).map_err(|_| invalid("Not an address."))?;
        let networks = self.0.config.networks().unwrap_or_default();
        let literal = match url.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            Some(Host::Domain(_)) => None,
            None => return Err(invalid("An address with a host is wanted.")),
        };
        let allowed = literal.is_some_and(|address| networks.iter().any(|network| network.contains(&address)));
        if literal.is_some_and(|address| !allowed && !base_outbound::is_public(address)) {
            return Err(invalid("Not an address on the public Internet."));
        }
        if url.scheme() != "https" && !(allowed && url.scheme() == "http") {
            return Err(invalid("Push services are reached over https."));
        }
        if text.len() > LONGEST_ENDPOINT || !url.username().is_empty() || url.password().is_some() {
            return Err(invalid("Not the address of a push service."));
        }
        Ok(url)
    }

    fn client(&self) -> Result<&Client, Error> {
        if let Some(client) = self.0.client.get() {
            return Ok(client);
        }
        let allow_private = self.0.config.networks().unwrap_or_default();
        let config = Config { allow_private, timeout: TIMEOUT, max_bytes: LARGEST_ANSWER, ..Config::default() };
        let client = Client::new(config).map_err(|error| Error::Push(error.to_string()))?;
        Ok(self.0.client.get_or_init(|| client))
    }

    /// Sends one push, and says what became of it.
    pub(super) async fn send_push(&self, org: &Org, to: &Device, message: Message<'_>) -> Result<Outcome, Error> {
        let Ok(url) = self.endpoint(&to.endpoint) else {
            return Ok(Outcome::Gone("the address is not one to push to".to_owned()));
        };
        let contact = self.0.config.push_contact.clone().unwrap_or_else(|| contact(&self.address(org, "")));
        let vapid = self.secrets().await?.vapid.authorization(&url, &contact, self.now());
        let vapid = vapid.ok_or(Error::Key("a push could not be signed"))?;
        let (plain, salt) = (message.contents.to_string(), self.foundation().random.bytes());
        let Ok(sealed) = encrypt::encrypt(plain.as_bytes(), &to.public_key, &to.auth_secret, salt) else {
            return Ok(Outcome::Refused("it cannot be encrypted".to_owned()));
        };
        let mut headers = HeaderMap::new();
        let topic = message.topic.unwrap_or_default();
        let ttl = LIVES.as_secs().to_string();
        for (name, value) in [
            ("authorization", vapid.as_str()),
            ("content-encoding", "aes128gcm"),
            ("content-type", "application/octet-stream"),
            ("ttl", &ttl),
            ("urgency", message.urgency),
            ("topic", &topic),
        ] {
            if let (false, Ok(value)) = (value.is_empty(), HeaderValue::from_str(value)) {
                headers.insert(name, value);
            }
        }
        if let Some(signature) = headers.get_mut(header::AUTHORIZATION) {
            signature.set_sensitive(true);
        }
        let request = Request { headers, body: Bytes::from(sealed), ..Request::new(Method::POST, url.as_str()) };
        let answer = match self.client()?.send(request).await {
            Ok(answer) => answer,
            Err(error @ (base_outbound::Error::Refused(_) | base_outbound::Error::InvalidUrl(_))) => {
                return Ok(Outcome::Gone(error.to_string()));
            }
            Err(error) => return Ok(Outcome::Later(None, error.to_string())),
        };
        let (status, wait) = (answer.status, retry_after(&answer.headers, self.now()));
        let said = answer.bytes().await.unwrap_or_default();
        let said = String::from_utf8_lossy(&said);
        let plain: String = said.chars().take(LONGEST_SAID).map(|c| if c.is_control() { ' ' } else { c }).collect();
        let said = format!("{} {}", status.as_u16(), plain.trim()).trim_end().to_owned();
        Ok(match status.as_u16() {
            200..=299 => Outcome::Taken,
            404 | 410 => Outcome::Gone(said),
            408 | 425 | 429 | 500..=599 => Outcome::Later(wait, said),
            _ => Outcome::Refused(said),
        })
    }

    /// Whether the session in which a browser agreed is still good.
    pub(super) async fn is_signed_in(&self, org: &Org, device: &Device, caller: &Caller) -> Result<bool, Error> {
        Ok(caller.person == device.person && self.0.suite.authenticator.still_valid(org, caller).await?)
    }

    /// Pushes a notice to one browser; what cannot be sent now is sent later, for as long as it is news.
    pub(crate) async fn push(&self, job: &Job) -> Result<(), JobError> {
        let Payload { notice, device, attempt } =
            serde_json::from_value(job.payload.clone()).map_err(JobError::dead)?;
        let Some(org) = self.org_of(job).await? else { return Ok(()) };
        let (this, of) = (self.clone(), org.clone());
        let found = self.foundation().db.read(async move |tx| {
            let Some(device) = store::devices::one(tx, of.id, device).await? else { return Ok(None) };
            Ok::<_, base_db::Error>(this.ready(tx, &of, notice).await?.map(|ready| (ready, device)))
        });
        let Some((ready, device)) = found.await? else { return Ok(()) };
        let caller = as_caller(ready.told.to, &ready.to, device.session);
        if !self.is_signed_in(&org, &device, &caller).await? {
            return Ok(self.forget_device(org.id, &device).await?);
        }
        let now = self.now();
        if !ready.channels.push || ready.told.at + LIVES < now {
            return Ok(());
        }
        let again = json!({ "notice": notice, "device": device.id, "attempt": attempt });
        if !ready.kind.safety
            && let Some(until) = ready.settings.quiet.until(now, &ready.zone)
        {
            let this = self.clone();
            let later =
                async move |tx: &mut base_db::Tx| this.enqueue(tx, org.id, PUSH, again.clone(), Some(until)).await;
            return Ok(self.foundation().db.write(later).await?);
        }
        let contents = contents(&ready, &org);
        let urgency = if ready.kind.safety { "high" } else { "normal" };
        let message = Message { contents: &contents, urgency, topic: topic(&ready) };
        let outcome = self.send_push(&org, &device, message).await?;
        if let Outcome::Later(wait, said) = &outcome {
            tracing::info!(said, attempt, "a push waits");
            // Who asks for little each time is asked less and less all the same.
            let least = model::patience(attempt.saturating_sub(EAGER));
            let wait = match *wait {
                Some(wait) if attempt > EAGER => wait.max(least),
                Some(wait) => wait,
                None => model::patience(attempt),
            };
            let payload = json!({ "notice": notice, "device": device.id, "attempt": attempt + 1 });
            let this = self.clone();
            let later = async move |tx: &mut base_db::Tx| {
                this.enqueue(tx, org.id, PUSH, payload.clone(), Some(now + wait)).await
            };
            return Ok(self.foundation().db.write(later).await?);
        }
        Ok(self.note_push(org.id, &device, &outcome).await?)
    }

    /// Notes what became of a push with its browser.
    pub(super) async fn note_push(&self, org: OrgId, device: &Device, outcome: &Outcome) -> Result<(), Error> {
        let (id, now) = (device.id, self.now());
        match outcome {
            Outcome::Taken => {
                Ok(self.foundation().db.write(async move |tx| store::devices::reached(tx, org, id, now).await).await?)
            }
            Outcome::Gone(said) => {
                tracing::info!(said, "a browser is pushed to no more");
                self.forget_device(org, device).await
            }
            Outcome::Refused(said) => {
                tracing::warn!(said, "a push was refused");
                if device.failures + 1 >= REFUSALS {
                    return self.forget_device(org, device).await;
                }
                Ok(self.foundation().db.write(async move |tx| store::devices::failed(tx, org, id).await).await?)
            }
            Outcome::Later(..) => Ok(()),
        }
    }
}

/// The address of a site as a contact: `https:` and `mailto:` are what push services take for one (RFC 8292, section
/// 2.1), even where the site is tried without encryption.
fn contact(site: &str) -> String {
    site.strip_prefix("http://").map_or_else(|| site.to_owned(), |rest| format!("https://{rest}"))
}

/// No more than what the notification shows, and where it leads.
fn contents(ready: &Ready, org: &Org) -> serde_json::Value {
    let told = &ready.told;
    let language = model::language(ready.to.language, &org.locale);
    let detail = told.detail.as_ref().map(|words| words.get(language));
    json!({
        "id": told.id,
        "title": told.title.get(language),
        "body": detail.unwrap_or(&org.name),
        "link": told.link,
        "lang": language.code(),
        "tag": topic(ready).unwrap_or_else(|| told.id.to_string()),
    })
}

/// One of the service's topics for each key of a person's: 32 characters, which say nothing of what they stand for.
fn topic(ready: &Ready) -> Option<String> {
    let key = ready.told.key.as_ref()?;
    let digest = Sha256::digest(format!("{} {} {key}", ready.told.to, ready.told.kind));
    Some(base64url(&digest[..24]))
}
