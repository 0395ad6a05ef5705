//! What secret letters say, which no use case shows.

use base_db::{Tx, params};
use base_mail::MailId;

base_db::statements! {
    /// The text of a letter.
    TEXT = "SELECT body_text FROM mails WHERE mail_id = $1";
}

pub(super) async fn text(tx: &mut Tx, id: MailId) -> Result<String, base_db::Error> {
    Ok(tx.one::<(String,)>(&TEXT, params![id]).await?.map(|(text,)| text).unwrap_or_default())
}
