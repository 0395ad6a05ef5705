//! What is recorded about a person, as every tool of the installation says it.

use base_i18n::Text;
use base_suite::{Caller, Kept, Org, Recorded, retention};

use crate::{Error, Organisations};

/// What one tool records, with for how long here.
pub(crate) struct Told {
    pub recorded: Recorded,
    /// Days, where it is a number of days.
    pub days: Option<u32>,
}

impl Organisations {
    /// What is recorded about the caller, those tools included that are switched off: they keep what they hold.
    pub(crate) async fn recorded_about(&self, org: &Org, caller: &Caller) -> Result<Vec<Told>, Error> {
        let (tools, org, caller) = (self.tools().to_vec(), org.clone(), caller.clone());
        let told = self.foundation().db.read(async move |tx| {
            let mut told = Vec::new();
            for tool in &tools {
                for recorded in tool.recorded(tx, &org, &caller).await? {
                    let days = match &recorded.kept {
                        Kept::Days(rule) => Some(retention::days(tx, org.id, rule).await?),
                        Kept::WithAccount | Kept::Until(_) => None,
                    };
                    told.push(Told { recorded, days });
                }
            }
            Ok::<_, Error>(told)
        });
        told.await
    }

    /// What this tool records about a person.
    pub(crate) fn own_recorded(&self) -> Vec<Recorded> {
        let letters = Recorded {
            title: Text { fr: "Les messages qui vous ont été envoyés", en: "Letters that were sent to you" },
            about: Text {
                fr: "À quelle adresse, sur quel sujet et quand ; jamais leur texte, effacé dès l’envoi. Les personnes qui administrent l’organisation le voient, pour dépanner.",
                en: "To which address, about what and when; never their text, erased once they are sent. Administrators see this, to mend what does not arrive.",
            },
            kept: Kept::Days(self.mail_kept()),
            count: None,
            link: None,
        };
        vec![letters, super::announcements::recorded()]
    }
}
