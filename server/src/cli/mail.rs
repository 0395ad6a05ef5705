//! `liiibre mail`.

use std::io::Read;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use clap::{Subcommand, ValueEnum};

use crate::app::Trouble;
use crate::commands::{self, mail};

/// What a report says stands at its beginning; what follows is the letter that came back.
const LONGEST_MESSAGE: u64 = 256 * 1024;

#[derive(Subcommand)]
pub enum Verb {
    /// Make the keys that sign letters (DKIM), unless they are there, and print the DNS records to publish.
    Key {
        /// Replace the keys that are there. Letters signed with the new ones are believed once their records are
        /// published.
        #[arg(long)]
        replace: bool,
    },
    /// Take in a letter that came back, from the standard input: what a mail server does with bounce+...@.
    Receive {
        /// The address it was delivered to, where the mail server tells.
        #[arg(long, value_name = "ADDRESS")]
        recipient: Option<String>,
    },
    /// Send a test message and say how that went.
    Test {
        /// To whom.
        address: String,
        /// The organisation's domain.
        #[arg(long)]
        org: String,
    },
    /// List the letters of an organisation, newest first.
    List {
        /// The organisation's domain.
        #[arg(long)]
        org: String,
        /// Those in this state alone.
        #[arg(long)]
        state: Option<State>,
        /// Those before this one.
        #[arg(long, value_name = "ID")]
        after: Option<base_mail::MailId>,
        /// How many.
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=1000))]
        limit: u16,
    },
    /// Try letters that wait, or lie in the folder, at once.
    Retry {
        /// Which; without it, all of the organisation.
        id: Option<base_mail::MailId>,
        /// The organisation's domain.
        #[arg(long)]
        org: String,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub enum State {
    /// Waits for its next attempt.
    Queued,
    /// Taken by the relay or the recipient's server.
    Sent,
    /// Given up.
    Failed,
    /// Came back.
    Bounced,
    /// In the folder: there is no way out.
    Held,
}

impl State {
    fn name(self) -> String {
        let state = match self {
            Self::Queued => base_mail::State::Queued,
            Self::Sent => base_mail::State::Sent,
            Self::Failed => base_mail::State::Failed,
            Self::Bounced => base_mail::State::Bounced,
            Self::Held => base_mail::State::Held,
        };
        state.as_str().to_owned()
    }
}

impl Verb {
    pub fn command(self) -> Result<commands::Command, Trouble> {
        Ok(commands::Command::Mail(match self {
            Self::Key { replace } => mail::Command::Key { replace },
            Self::Receive { recipient } => {
                let mut message = Vec::new();
                std::io::stdin().take(LONGEST_MESSAGE).read_to_end(&mut message)?;
                // Read to its end, so that the mail server is not cut off in the middle of it.
                std::io::copy(&mut std::io::stdin(), &mut std::io::sink())?;
                mail::Command::Receive { message: BASE64.encode(message), recipient }
            }
            Self::Test { address, org } => mail::Command::Test { address, org },
            Self::List { org, state, after, limit } => {
                mail::Command::List { org, state: state.map(State::name), after, limit }
            }
            Self::Retry { id, org } => mail::Command::Retry { id, org },
        }))
    }
}
