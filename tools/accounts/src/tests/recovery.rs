//! Back in without the password, another address, and what nobody can do in silence.

use std::sync::Mutex;

use base_db::testing::engines;
use base_mail::MailRecord;
use base_suite::{Notice, Notify};
use jiff::SignedDuration;

use super::*;
use crate::model::LinkKind;
use crate::service::FORGOTTEN;
use crate::{InvitationDraft, PersonChange};

const OTHER: &str = "sept chaises autour du puits";
const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// Notices, as somebody who delivers them gets them.
#[derive(Default)]
struct Told(Mutex<Vec<Notice>>);

impl Notify for Told {
    fn tell<'a>(&'a self, _: &'a mut base_db::Tx, _: OrgId, notice: &'a Notice) -> InTx<'a, ()> {
        Box::pin(async move {
            self.0.lock().unwrap().push(notice.clone());
            Ok(())
        })
    }
}

impl Told {
    fn of(&self, person: PersonId) -> Vec<&'static str> {
        self.0.lock().unwrap().iter().filter(|notice| notice.to == person).map(|notice| notice.kind).collect()
    }
}

impl World {
    fn listens(&self) -> Arc<Told> {
        let told = Arc::new(Told::default());
        self.accounts.foundation().notices.set(told.clone());
        told
    }

    /// Runs what waits.
    async fn works(&self) -> u64 {
        let foundation = self.accounts.foundation();
        let jobs = base_jobs::Jobs::builder(foundation.db.clone(), foundation.clock.clone(), foundation.random.clone());
        let jobs = self.accounts.jobs(jobs).build();
        let mut ran = 0;
        loop {
            let now = jobs.run_due().await.unwrap();
            if now == 0 {
                return ran;
            }
            ran += u64::try_from(now).unwrap();
        }
    }

    async fn mails(&self, org: &Org) -> Vec<MailRecord> {
        let (mail, id) = (self.accounts.foundation().mail.clone(), Some(org.id));
        let read = async move |tx: &mut base_db::Tx| mail.page(tx, id, None, None, 200).await;
        let mut mails = self.accounts.foundation().db.read(read).await.unwrap().items;
        mails.reverse();
        mails
    }

    /// The letters of a kind to an address.
    async fn letters(&self, org: &Org, kind: &str, to: &str) -> usize {
        self.mails(org).await.iter().filter(|mail| mail.kind == kind && mail.recipient == to).count()
    }

    /// The secret in the latest letter of a kind, which is in the database as long as it waits.
    async fn secret(&self, org: &Org, kind: &'static str, to: &str, path: &str) -> String {
        // Nothing shows the text of a secret letter: it is carried to the folder, where its recipient would be.
        let mail = &self.accounts.foundation().mail;
        mail.deliver_due().await.unwrap();
        let mails = self.mails(org).await;
        let found = mails.iter().rev().find(|mail| mail.kind == kind && mail.recipient == to).expect("a letter");
        let text = std::fs::read_to_string(mail.folder().join(format!("{}.eml", found.id))).unwrap();
        let text = text.replace("=\r\n", "").replace("=\n", "").replace("=3D", "=");
        let start = text.find(path).unwrap_or_else(|| panic!("no {path} in {text}")) + path.len();
        text[start..].chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
    }

    async fn forgets(&self, org: &Org, login: &str) -> Result<(), Error> {
        self.accounts.forgotten(org.id, login, &at("192.0.2.7")).await
    }

    async fn resets(&self, org: &Org, token: &str, password: &str) -> Result<SignedIn, Error> {
        self.accounts.reset(org.id, token, password, false, at("192.0.2.9")).await
    }

    /// A link that chooses another password for Camille, who asked for it as `login`: it came by letter.
    async fn gets_link(&self, org: &Org, login: &str) -> String {
        self.clock.advance(SignedDuration::from_secs(1));
        self.forgets(org, login).await.unwrap();
        self.works().await;
        self.secret(org, "accounts.reset", "camille@communs.example", "/reset/").await
    }

    async fn role(&self, org: &Org, handle: &str, role: OrgRole) -> Caller {
        self.accounts.create_person(org.id, NewPerson { role, ..newcomer(handle) }).await.unwrap();
        self.signs_in(org, handle).await.1
    }

    async fn asks_email(&self, caller: &Caller, email: &str) -> Result<(), Error> {
        self.accounts.ask_email(self.communs.id, caller, PASSWORD, email, at("198.51.100.7")).await
    }
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_once_and_everybody_else_is_out() {
    for engine in engines() {
        let world = world(engine).await;
        let told = world.listens();
        let (org, camille) = (world.communs.clone(), world.joins(&world.communs, "camille").await);
        let (before, _) = world.signs_in(&org, "camille").await;
        let device = world.accounts.create_app_password(org.id, "camille", "Téléphone").await.unwrap();
        let (first, second) =
            (world.gets_link(&org, "camille").await, world.gets_link(&org, "Camille@communs.example").await);
        assert_ne!(first, second);
        assert_eq!(world.accounts.resetting(org.id, &first).await.unwrap().devices, 1);

        // What cannot be taken uses nothing up.
        let weak = world.resets(&org, &first, "court").await.unwrap_err();
        assert!(matches!(weak, Error::Invalid { field: "password", .. }), "{weak}");
        for foreign in [&world.nord, &org] {
            let token = if foreign.id == org.id { "guess" } else { &first };
            assert!(matches!(world.resets(foreign, token, OTHER).await, Err(Error::NotFound)));
        }
        let in_again = world.resets(&org, &first, OTHER).await.unwrap();
        assert_eq!(world.comes_with(&org, &in_again.token).await.unwrap().person, camille);
        assert!(world.comes_with(&org, &before).await.is_none());
        assert!(world.program_with(&org, "camille", &device.password).await.is_some(), "devices stay");
        assert!(matches!(world.tries(&org, "camille", PASSWORD).await, Err(Error::WrongCredentials)));
        world.tries(&org, "camille", OTHER).await.unwrap();
        for used in [&first, &second] {
            assert!(matches!(world.resets(&org, used, PASSWORD).await, Err(Error::NotFound)), "used, or another's");
        }
        assert_eq!(world.letters(&org, "accounts.password-changed", "camille@communs.example").await, 1);
        assert_eq!(told.of(camille), ["accounts.password_changed"]);
        let record = format!("{:?} {:?}", world.record(&org).await, world.mails(&org).await);
        assert!(record.contains("password.reset") && !record.contains(&first) && !record.contains(&second));

        let third = world.gets_link(&org, "camille").await;
        world.accounts.reset(org.id, &third, PASSWORD, true, at("192.0.2.9")).await.unwrap();
        assert!(world.program_with(&org, "camille", &device.password).await.is_none(), "unless they say otherwise");
        let fourth = world.gets_link(&org, "camille").await;
        world.clock.advance(HOUR);
        assert!(matches!(world.resets(&org, &fourth, OTHER).await, Err(Error::NotFound)), "an hour is over");
        let fifth = world.gets_link(&org, "camille").await;
        let caller = world.signs_in(&org, "camille").await.1;
        world.accounts.change_password(org.id, &caller, PASSWORD, OTHER, at("192.0.2.7")).await.unwrap();
        assert!(matches!(world.resets(&org, &fifth, PASSWORD).await, Err(Error::NotFound)), "the password changed");
    }
}

#[tokio::test]
async fn of_two_who_use_a_link_at_once_one_does() {
    for engine in engines() {
        let world = world(engine).await;
        world.joins(&world.communs, "camille").await;
        let token = world.gets_link(&world.communs, "camille").await;
        let tries = || world.resets(&world.communs, &token, OTHER);
        let (a, b, c, d) = tokio::join!(tries(), tries(), tries(), tries());
        let all = [a, b, c, d];
        assert_eq!(all.iter().filter(|one| one.is_ok()).count(), 1);
        assert!(all.iter().all(|one| matches!(one, Ok(_) | Err(Error::NotFound))), "{all:?}");
    }
}

#[tokio::test]
async fn nobody_learns_who_has_an_account_and_nobody_is_flooded() {
    for engine in engines() {
        let world = world(engine).await;
        let org = &world.communs;
        world.joins(org, "camille").await;
        world.joins(org, "adama").await;
        world.accounts.set_active(org.id, "adama", false).await.unwrap();
        let hashes = world.accounts.password_hashes();
        world.works().await;
        for login in ["camille", "adama", "nobody", "nobody@else.example", "'; DROP TABLE people;--"] {
            world.forgets(org, login).await.unwrap();
            assert!(world.works().await > 0, "a job is asked for, whoever it is: {login}");
        }
        assert_eq!(world.accounts.password_hashes(), hashes);
        let mails = world.mails(org).await;
        assert_eq!(mails.len(), 1, "{mails:?}");
        assert_eq!(mails[0].recipient, "camille@communs.example");
        for bad in ["", " ", "a\0b", &"a".repeat(400)] {
            assert!(matches!(world.forgets(org, bad).await, Err(Error::Invalid { field: "login", .. })), "{bad:?}");
        }

        // A hundred thousand would go the same way: they are turned away by a read.
        for round in 0..200 {
            let from = format!("198.51.{}.{}", round / 100, round % 100);
            world.accounts.forgotten(org.id, "CAMILLE@communs.example", &at(&from)).await.unwrap();
            world.works().await;
        }
        let letters = world.letters(org, "accounts.reset", "camille@communs.example").await;
        assert!(letters <= 6, "{letters}");
        // One network that names many accounts has to wait.
        let mut refused = 0;
        for account in 0..60 {
            let asked = world.accounts.forgotten(org.id, &format!("person{account}"), &at("203.0.113.5")).await;
            refused += u32::from(matches!(asked, Err(Error::Throttled(_))));
        }
        assert!(refused >= 10, "{refused}");
        // Asking locks nobody out.
        world.tries(org, "camille", PASSWORD).await.unwrap();
        let rows: Vec<(i64,)> = {
            let id = org.id;
            let read = async move |tx: &mut base_db::Tx| Ok::<_, base_db::Error>(store_links(tx, id).await?);
            world.accounts.foundation().db.read(read).await.unwrap()
        };
        assert!(rows[0].0 <= 5, "{rows:?}");
        assert_eq!(FORGOTTEN, "accounts.forgotten");
    }
}

base_db::statements! {
    /// How many links there are.
    COUNT_LINKS = "SELECT COUNT(*) FROM account_links WHERE org_id = $1";
}

async fn store_links(tx: &mut base_db::Tx, org: OrgId) -> Result<Vec<(i64,)>, base_db::Error> {
    tx.all(&COUNT_LINKS, base_db::params![org]).await
}

#[tokio::test]
async fn an_administrator_helps_and_cannot_do_so_in_silence() {
    for engine in engines() {
        let world = world(engine).await;
        let told = world.listens();
        let org = world.communs.clone();
        let owner = world.role(&org, "ona", OrgRole::Owner).await;
        let admin = world.role(&org, "ada", OrgRole::Admin).await;
        let member = world.role(&org, "cleo", OrgRole::Member).await;
        let stranger = world.role(&world.nord, "ned", OrgRole::Owner).await;
        let from = || at("192.0.2.66");
        let hand = |caller: &Caller, id, password: &'static str| {
            let caller = caller.clone();
            let (accounts, id_of_org) = (world.accounts.clone(), org.id);
            async move { accounts.hand_over_reset(id_of_org, &caller, from(), id, password).await }
        };
        for id in [owner.person, admin.person] {
            assert!(matches!(hand(&admin, id, PASSWORD).await, Err(Error::Forbidden(_))), "above, or oneself");
            assert!(matches!(world.accounts.send_reset(org.id, &admin, from(), id).await, Err(Error::Forbidden(_))));
        }
        assert!(matches!(hand(&member, admin.person, PASSWORD).await, Err(Error::Forbidden(_))));
        assert!(matches!(hand(&admin, stranger.person, PASSWORD).await, Err(Error::NotFound)));
        assert!(matches!(hand(&admin, member.person, "wrong").await, Err(Error::WrongCredentials)));
        assert_eq!(world.mails(&org).await.len(), 0);

        let sent = world.accounts.send_reset(org.id, &admin, from(), member.person).await.unwrap();
        assert_eq!(sent.email, "cleo@communs.example");
        assert_eq!(world.letters(&org, "accounts.reset", "cleo@communs.example").await, 1);

        // The address was changed a moment ago: whoever had the one before is told too.
        let moved = PersonChange { email: Some("thief@elsewhere.example".into()), ..PersonChange::default() };
        world.accounts.change_person(org.id, &admin, from(), member.person, None, moved).await.unwrap();
        for address in ["cleo@communs.example", "thief@elsewhere.example"] {
            assert_eq!(world.letters(&org, "accounts.address-changed", address).await, 1, "{address}");
        }
        let (path, _) = hand(&admin, member.person, PASSWORD).await.unwrap();
        for address in ["cleo@communs.example", "thief@elsewhere.example"] {
            assert_eq!(world.letters(&org, "accounts.recovery", address).await, 1, "{address}");
        }
        assert_eq!(told.of(owner.person), ["accounts.recovery"]);
        assert_eq!(told.of(admin.person), ["accounts.recovery"]);
        assert!(told.of(member.person).contains(&"accounts.recovery"));
        let token = path.strip_prefix("/reset/").unwrap().to_owned();
        world.resets(&org, &token, OTHER).await.unwrap();
        assert_eq!(world.letters(&org, "accounts.password-changed", "cleo@communs.example").await, 1);
        let lasting = world.accounts.recoveries(org.id, member.person).await.unwrap();
        assert_eq!(lasting.iter().map(|one| one.by_name.as_deref()).collect::<Vec<_>>(), [Some("Ada Durand"); 2]);
        let acts: Vec<_> = world.record(&org).await.into_iter().map(|(act, ..)| act).collect();
        for act in ["recovery.letter-sent", "recovery.link-made", "person.changed", "password.reset"] {
            assert!(acts.iter().any(|one| one == act), "{act}");
        }
        assert!(!format!("{:?}", world.record(&org).await).contains(&token));

        // A main administrator is helped by another, and the last one by the operator.
        let link = world.accounts.reset_link(org.id, "ona").await.unwrap();
        let token = link.strip_prefix("https://communs.example/reset/").unwrap();
        world.resets(&org, token, OTHER).await.unwrap();
        assert_eq!(world.accounts.recoveries(org.id, owner.person).await.unwrap()[0].by_name, None);

        // Who is suspended gets no way in.
        world.accounts.set_active(org.id, "cleo", false).await.unwrap();
        assert!(matches!(hand(&admin, member.person, PASSWORD).await, Err(Error::Invalid { .. })));
    }
}

#[tokio::test]
async fn a_link_does_not_outlive_the_right_to_come_in() {
    for engine in engines() {
        let world = world(engine).await;
        let org = &world.communs;
        world.joins(org, "camille").await;
        let token = world.gets_link(org, "camille").await;
        world.accounts.set_active(org.id, "camille", false).await.unwrap();
        assert!(matches!(world.resets(org, &token, OTHER).await, Err(Error::NotFound)));
        world.clock.advance(HOUR * 2);
        world.accounts.purge().await.unwrap();
        let id = org.id;
        let read = async move |tx: &mut base_db::Tx| store_links(tx, id).await;
        assert_eq!(world.accounts.foundation().db.read(read).await.unwrap(), [(0,)]);
    }
}

#[tokio::test]
async fn another_address_is_confirmed_and_can_be_taken_back() {
    for engine in engines() {
        let world = world(engine).await;
        let org = world.communs.clone();
        let caller = world.role(&org, "camille", OrgRole::Member).await;
        let device = world.accounts.create_app_password(org.id, "camille", "Téléphone").await.unwrap();
        let wrong = world.accounts.ask_email(org.id, &caller, "wrong", "new@b.example", at("192.0.2.7")).await;
        assert!(matches!(wrong, Err(Error::WrongCredentials)));
        for bad in ["camille@COMMUNS.example", "a@b.example\r\nBcc: all@b.example", "nobody"] {
            let refused = world.asks_email(&caller, bad).await;
            assert!(matches!(refused, Err(Error::Invalid { field: "email", .. })), "{bad:?}");
        }
        world.asks_email(&caller, "first@b.example").await.unwrap();
        let email = async || world.accounts.find_person(org.id, "camille").await.unwrap().email;
        assert_eq!(email().await, "camille@communs.example", "nothing changes before it is confirmed");
        let first = world.secret(&org, "accounts.address-confirm", "first@b.example", "/address/").await;
        let undo = world.secret(&org, "accounts.address-asked", "camille@communs.example", "/address/").await;
        world.asks_email(&caller, "second@b.example").await.unwrap();
        let confirm = async |org: &Org, token: &str| world.accounts.confirm_email(org.id, token, at("192.0.2.7")).await;
        assert!(matches!(confirm(&org, &first).await, Err(Error::NotFound)), "another was asked for");
        let second = world.secret(&org, "accounts.address-confirm", "second@b.example", "/address/").await;
        assert!(matches!(confirm(&world.nord, &second).await, Err(Error::NotFound)));
        assert!(matches!(confirm(&org, &undo).await, Err(Error::NotFound)), "each link does one thing");
        assert!(matches!(world.resets(&org, &second, OTHER).await, Err(Error::NotFound)));
        let (a, b) = tokio::join!(confirm(&org, &second), confirm(&org, &second));
        assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
        assert_eq!(email().await, "second@b.example");
        world.tries(&org, "second@b.example", PASSWORD).await.unwrap();

        // Whoever took the account over changes the password, and the address once more: the first link still works.
        let thief = world.signs_in(&org, "camille").await;
        world.accounts.change_password(org.id, &thief.1, PASSWORD, OTHER, at("198.51.100.7")).await.unwrap();
        world.accounts.ask_email(org.id, &thief.1, OTHER, "third@b.example", at("198.51.100.7")).await.unwrap();
        let third = world.secret(&org, "accounts.address-confirm", "third@b.example", "/address/").await;
        confirm(&org, &third).await.unwrap();
        let theirs = world.secret(&org, "accounts.address-asked", "second@b.example", "/address/").await;
        let back = async |token: &str| world.accounts.undo_email(org.id, token, at("192.0.2.7")).await;
        let path = back(&undo).await.unwrap();
        assert_eq!(email().await, "camille@communs.example");
        assert!(world.comes_with(&org, &thief.0).await.is_none());
        assert!(world.program_with(&org, "camille", &device.password).await.is_none());
        for password in [PASSWORD, OTHER] {
            assert!(matches!(world.tries(&org, "camille", password).await, Err(Error::WrongCredentials)));
        }
        for used in [&undo, &theirs] {
            assert!(matches!(back(used).await, Err(Error::NotFound)), "used, or the thief's own");
        }
        let before = world.mails(&org).await.len();
        world.clock.advance(SignedDuration::from_secs(1));
        world.resets(&org, path.strip_prefix("/reset/").unwrap(), "neuf chaises autour du puits").await.unwrap();
        let after = world.mails(&org).await.split_off(before);
        assert!(after.iter().all(|mail| mail.recipient == "camille@communs.example"), "{after:?}");
    }
}

#[tokio::test]
async fn whether_an_address_is_taken_is_told_to_its_owner_alone() {
    for engine in engines() {
        let world = world(engine).await;
        let org = world.communs.clone();
        let caller = world.role(&org, "camille", OrgRole::Member).await;
        world.joins(&org, "adama").await;
        world.asks_email(&caller, "ADAMA@communs.example").await.unwrap();
        let asked = world.accounts.asked_email(org.id, &caller).await.unwrap();
        assert_eq!(asked.map(|(email, _)| email).as_deref(), Some("ADAMA@communs.example"), "as for any other");
        let mails = world.mails(&org).await;
        let of = |kind: &str| mails.iter().find(|mail| mail.kind == kind).unwrap().clone();
        assert_eq!(of("accounts.address-confirm").subject, "Votre adresse a été demandée");
        assert_eq!(of("accounts.address-asked").recipient, "camille@communs.example");
        world.accounts.drop_asked_email(org.id, &caller).await.unwrap();
        assert_eq!(world.accounts.asked_email(org.id, &caller).await.unwrap(), None);
        assert_eq!(LinkKind::Undo.as_str(), "undo");

        // Few letters go to addresses that somebody only types.
        let mut refused = 0;
        for round in 0..8 {
            refused += u32::from(world.asks_email(&caller, &format!("a{round}@b.example")).await.is_err());
        }
        assert!(refused >= 3, "{refused}");
    }
}

#[tokio::test]
async fn a_browser_that_was_not_known_is_told_of() {
    for engine in engines() {
        let world = world(engine).await;
        let told = world.listens();
        let org = &world.communs;
        let camille = world.joins(org, "camille").await;
        for _ in 0..2 {
            world.tries_from(org, "camille", PASSWORD, "192.0.2.7").await.unwrap();
        }
        world.tries_from(org, "camille", PASSWORD, "192.0.200.1").await.unwrap();
        assert_eq!(told.of(camille), Vec::<&str>::new(), "the first, and the same again");
        world.tries_from(org, "camille", PASSWORD, "198.51.100.1").await.unwrap();
        world.tries_from(org, "camille", PASSWORD, "198.51.100.1").await.unwrap();
        assert_eq!(told.of(camille), ["accounts.new_device"]);
        let phone = Origin::new(Some("192.0.2.7".parse().unwrap()), Some("Mozilla/5.0 (iPhone) Safari/604.1"));
        let door = SignIn { login: "camille".into(), password: PASSWORD.into(), remember: true };
        world.accounts.sign_in(org.id, door, None, phone).await.unwrap();
        assert_eq!(told.of(camille).len(), 2);
        assert_eq!(world.letters(org, "accounts.new-device", "camille@communs.example").await, 2);
    }
}

#[tokio::test]
async fn an_invitation_is_a_letter_too_and_names_add_no_header() {
    for engine in engines() {
        let world = world(engine).await;
        let org = world.communs.clone();
        let admin = world.role(&org, "ada", OrgRole::Admin).await;
        let draft = |by_hand| InvitationDraft {
            email: None,
            name: None,
            language: Some("en".into()),
            message: Some("See you on Friday!\r\nBcc: all@b.example".into()),
            by_hand,
            note: String::new(),
            role: OrgRole::Member,
            group_ids: Vec::new(),
            sponsor_id: None,
            stay_ends_at: None,
            domains: Vec::new(),
            uses: None,
            days: None,
        };
        let list = "Noé Martin <noe@b.example>, awa@b.example; ada@communs.example\nnobody, NOE@b.example\n\
                    \"Evil\" <x@b.example\r\nzoé@b.example";
        let several =
            world.accounts.invite_several(org.id, &admin, &at("192.0.2.1"), list, &draft(false)).await.unwrap();
        let invited: Vec<_> = several.invited.iter().map(|one| one.invitation.email.clone().unwrap()).collect();
        assert_eq!(invited, ["noe@b.example", "awa@b.example", "x@b.example"]);
        let refused: Vec<_> =
            several.refused.iter().map(|(given, error)| (given.as_str(), error.to_string())).collect();
        assert_eq!(
            refused.iter().map(|(given, _)| *given).collect::<Vec<_>>(),
            ["ada@communs.example", "nobody", "NOE@b.example", "zoé@b.example"]
        );
        assert_eq!(several.invited[0].letter.as_ref().unwrap().state, base_mail::State::Queued);
        assert_eq!(several.invited[0].letter.as_ref().unwrap().subject, "Ada Durand invites you to Les Communs");
        let token = several.invited[0].token.clone().unwrap();
        assert_eq!(world.secret(&org, "accounts.invitation", "noe@b.example", "/join/").await, token);
        assert!(!format!("{:?}", world.mails(&org).await).contains(&token));
        let folder = world
            .accounts
            .foundation()
            .mail
            .folder()
            .join(format!("{}.eml", several.invited[0].letter.as_ref().unwrap().id));
        let text = std::fs::read_to_string(folder).unwrap();
        assert!(!text.lines().any(|line| line.starts_with("Bcc:")), "{text}");
        assert!(text.contains("See you on Friday!"));

        // Sent again: the link before leads nowhere. Too often: it stays as it was.
        let id = several.invited[0].invitation.id;
        let send = async || world.accounts.renew_invitation(org.id, &admin, at("192.0.2.1"), id, true).await;
        let again = send().await.unwrap();
        assert!(matches!(world.accounts.invitation(org.id, &token).await, Err(Error::NotFound)));
        let mut last = again.token.unwrap();
        let refused = loop {
            match send().await {
                Ok(sent) => last = sent.token.unwrap(),
                Err(refused) => break refused,
            }
        };
        assert!(matches!(refused, Error::Letters), "{refused}");
        world.accounts.invitation(org.id, &last).await.unwrap();
        assert_eq!(world.letters(&org, "accounts.invitation", "noe@b.example").await, 6);

        let quiet = InvitationDraft { email: Some("lea@b.example".into()), ..draft(true) };
        let quiet = world.accounts.invite(org.id, &admin, at("192.0.2.1"), quiet).await.unwrap();
        assert!(quiet.letter.is_none());
        assert_eq!(world.letters(&org, "accounts.invitation", "lea@b.example").await, 0);
    }
}
