//! Joining by oneself, and by links for some domains.

use base_db::testing::engines;
use base_jobs::Jobs;
use jiff::SignedDuration;

use super::imports::token;
use super::*;
use crate::service::Next;
use crate::{Asking, InvitationDraft, Newcomer, RulesDraft};

const DAY: SignedDuration = SignedDuration::from_hours(24);

fn rules(domains: &[&str]) -> RulesDraft {
    RulesDraft {
        open: true,
        approval: false,
        role: OrgRole::Member,
        stay_days: None,
        group_ids: Vec::new(),
        domains: domains.iter().map(|domain| (*domain).to_owned()).collect(),
        public_too: false,
    }
}

fn noe(email: &str) -> Asking {
    Asking { name: "Noé Martin".to_owned(), email: email.to_owned(), language: Some("en".to_owned()) }
}

fn as_newcomer(handle: &str) -> Newcomer {
    Newcomer {
        handle: handle.to_owned(),
        name: "Noé Martin".to_owned(),
        email: None,
        password: PASSWORD.to_owned(),
        language: Some("en".to_owned()),
    }
}

impl World {
    async fn rules_are(&self, caller: &Caller, draft: RulesDraft) -> Result<crate::service::RulesShown, Error> {
        self.accounts.set_registration_rules(self.communs.id, caller, at("192.0.2.1"), draft).await
    }

    async fn asks_to_join(&self, jobs: &Jobs, email: &str) -> Result<(), Error> {
        self.accounts.ask_to_register(self.communs.id, noe(email), None, &at("192.0.2.9")).await?;
        jobs.run_due().await.unwrap();
        Ok(())
    }

    async fn last_token(&self, path: &str) -> String {
        let letters = self.written("accounts.registration").await;
        token(&letters.last().unwrap().1, path)
    }

    async fn registers(&self, token: &str, handle: &str) -> Result<SignedIn, Error> {
        self.accounts.register(self.communs.id, token, as_newcomer(handle), at("192.0.2.9")).await
    }
}

#[tokio::test]
async fn whoever_has_an_address_at_the_domain_joins_once_it_is_theirs() {
    for engine in engines() {
        let world = world(engine).await;
        let (org, ada, jobs) = (world.communs.id, world.led_by("ada", OrgRole::Admin).await, world.jobs());
        assert!(
            matches!(world.asks_to_join(&jobs, "noe@communs.example").await, Err(Error::NotFound)),
            "closed at first"
        );
        let garden = world.accounts.create_group(org, "Jardin").await.unwrap();
        let draft = RulesDraft { group_ids: vec![garden.id], ..rules(&["@Communs.example"]) };
        let shown = world.rules_are(&ada, draft).await.unwrap();
        assert_eq!(shown.domains, ["communs.example"]);

        // The same answer for who may not, who is there, and who is new.
        for email in ["noe@elsewhere.example", "noe@sub.communs.example", "ada@communs.example", "noe@communs.example"]
        {
            world.asks_to_join(&jobs, email).await.unwrap();
        }
        let letters = world.written("accounts.registration").await;
        let to: std::collections::BTreeSet<_> = letters.iter().map(|(to, _)| to.as_str()).collect();
        assert_eq!(to, ["ada@communs.example", "noe@communs.example"].into());
        let of = |address: &str| letters.iter().find(|(to, _)| to == address).unwrap().1.clone();
        assert!(of("ada@communs.example").contains("has an account there already"));
        let token = token(&of("noe@communs.example"), "https://communs.example/register/");
        assert!(!format!("{:?}", world.record(&world.communs).await).contains(&token));

        let found = world.accounts.registering(org, &token).await.unwrap();
        assert_eq!((found.next, found.grant.groups.len()), (Next::Join, 1));
        assert!(matches!(world.accounts.registering(world.nord.id, &token).await, Err(Error::NotFound)));
        // A name that is taken uses nothing up; of two who come at once one joins.
        assert!(matches!(world.registers(&token, "ada").await, Err(Error::Taken { field: "handle" })));
        let (one, two) = tokio::join!(world.registers(&token, "noe"), world.registers(&token, "noe2"));
        let joined: Vec<_> = [one, two].into_iter().filter_map(Result::ok).collect();
        assert_eq!(joined.len(), 1);
        let caller = world.comes_with(&world.communs, &joined[0].token).await.unwrap();
        assert_eq!((caller.role, caller.language.as_deref()), (OrgRole::Member, Some("en")));
        let profile = world.accounts.profile(org, caller.person).await.unwrap();
        assert_eq!((profile.person.email.as_str(), profile.groups), ("noe@communs.example", vec![garden]));
        assert!(matches!(world.registers(&token, "noe3").await, Err(Error::NotFound)));
    }
}

#[tokio::test]
async fn the_link_ends_with_its_day_and_with_the_rules() {
    for engine in engines() {
        let world = world(engine).await;
        let (org, ada, jobs) = (world.communs.id, world.led_by("ada", OrgRole::Admin).await, world.jobs());
        world.rules_are(&ada, rules(&["communs.example"])).await.unwrap();
        world.asks_to_join(&jobs, "noe@communs.example").await.unwrap();
        let first = world.last_token("/register/").await;
        world.clock.advance(SignedDuration::from_mins(1));
        world.asks_to_join(&jobs, "NOE@communs.example").await.unwrap();
        let second = world.last_token("/register/").await;
        assert!(matches!(world.accounts.registering(org, &first).await, Err(Error::NotFound)), "asked anew");
        world.rules_are(&ada, RulesDraft { open: false, ..rules(&["communs.example"]) }).await.unwrap();
        assert!(matches!(world.registers(&second, "noe").await, Err(Error::NotFound)));
        world.rules_are(&ada, rules(&["communs.example"])).await.unwrap();
        world.clock.advance(DAY);
        assert!(matches!(world.registers(&second, "noe").await, Err(Error::NotFound)));
        world.accounts.purge().await.unwrap();

        let refused = |draft| world.rules_are(&ada, draft);
        let public = RulesDraft { domains: vec!["gmail.com".to_owned()], ..rules(&[]) };
        assert!(matches!(refused(public.clone()).await, Err(Error::Invalid { field: "public_too", .. })));
        refused(RulesDraft { public_too: true, ..public }).await.unwrap();
        assert!(matches!(refused(rules(&[])).await, Err(Error::Invalid { field: "domains", .. })));
        assert!(matches!(refused(rules(&["a b"])).await, Err(Error::Invalid { field: "domains", .. })));
        let role = RulesDraft { role: OrgRole::Admin, ..rules(&["a.example"]) };
        assert!(matches!(refused(role).await, Err(Error::Invalid { field: "role", .. })));
        let guest = RulesDraft { role: OrgRole::Guest, ..rules(&["a.example"]) };
        assert!(matches!(refused(guest).await, Err(Error::Invalid { field: "stay_days", .. })));
        let mia = world.led_by("mia", OrgRole::Member).await;
        assert!(matches!(world.rules_are(&mia, rules(&["a.example"])).await, Err(Error::Forbidden(_))));
    }
}

#[tokio::test]
async fn an_administrator_decides_where_the_rules_say_so() {
    for engine in engines() {
        let world = world(engine).await;
        let (org, ada, jobs) = (world.communs.id, world.led_by("ada", OrgRole::Admin).await, world.jobs());
        let approved =
            RulesDraft { approval: true, role: OrgRole::Guest, stay_days: Some(30), ..rules(&["a.example"]) };
        world.rules_are(&ada, approved).await.unwrap();
        let confirms = async |email: &str| {
            world.clock.advance(SignedDuration::from_mins(1));
            world.asks_to_join(&jobs, email).await.unwrap();
            let token = world.last_token("/register/").await;
            assert_eq!(world.accounts.registering(org, &token).await.unwrap().next, Next::Confirm);
            assert!(matches!(world.registers(&token, "early").await, Err(Error::NotFound)));
            world.accounts.confirm_registration(org, &token, at("192.0.2.9")).await.unwrap();
            let again = world.accounts.confirm_registration(org, &token, at("192.0.2.9")).await.unwrap();
            assert_eq!(again.next, Next::Wait);
        };
        confirms("yes@a.example").await;
        confirms("no@a.example").await;
        let queue = world.accounts.registrations(org, &ada, None, 10).await.unwrap().items;
        assert_eq!(queue.iter().map(|one| one.email.as_str()).collect::<Vec<_>>(), ["yes@a.example", "no@a.example"]);
        let decide = async |ids, accept| {
            let note = "À bientôt";
            world.accounts.decide_registrations(&world.communs, &ada, at("192.0.2.1"), ids, accept, note).await.unwrap()
        };
        assert_eq!(decide(vec![queue[0].id], true).await.len(), 1);
        assert_eq!(decide(vec![queue[0].id, queue[1].id], false).await, [queue[1].id], "the first was decided on");
        let letters = world.written("accounts.registration-decided").await;
        let of = |address: &str| letters.iter().find(|(to, _)| to == address).unwrap().1.clone();
        assert!(of("no@a.example").contains("was not accepted") && of("no@a.example").contains("À bientôt"));
        let link = token(&of("yes@a.example"), "https://communs.example/join/");
        world.accounts.join(org, &link, as_newcomer("yes"), at("192.0.2.9")).await.unwrap();
        let yes = world.accounts.find_person(org, "yes").await.unwrap();
        assert_eq!((yes.email.as_str(), yes.role, yes.sponsor), ("yes@a.example", OrgRole::Guest, Some(ada.person)));
        assert_eq!(yes.ends_at, Some(world.accounts.now() + DAY * 30));

        // Refused: not heard for 30 days, whatever they write.
        let before = world.written("accounts.registration").await.len();
        world.asks_to_join(&jobs, "NO@a.example").await.unwrap();
        assert_eq!(world.written("accounts.registration").await.len(), before);
        world.clock.advance(DAY * 30);
        world.asks_to_join(&jobs, "no@a.example").await.unwrap();
        assert_eq!(world.written("accounts.registration").await.len(), before + 1);
    }
}

#[tokio::test]
async fn a_link_for_some_domains_makes_accounts_for_addresses_there_alone() {
    for engine in engines() {
        let world = world(engine).await;
        let (org, ada, jobs) = (world.communs.id, world.led_by("ada", OrgRole::Admin).await, world.jobs());
        let draft = InvitationDraft {
            email: None,
            name: None,
            language: None,
            message: None,
            by_hand: true,
            note: String::new(),
            role: OrgRole::Member,
            group_ids: Vec::new(),
            sponsor_id: None,
            stay_ends_at: None,
            domains: vec!["Partner.example".to_owned()],
            uses: Some(1),
            days: None,
        };
        let both = InvitationDraft { email: Some("a@partner.example".to_owned()), ..draft.clone() };
        let both = world.accounts.invite(org, &ada, at("192.0.2.1"), both).await;
        assert!(matches!(both, Err(Error::Invalid { field: "domains", .. })));
        let invited = world.accounts.invite(org, &ada, at("192.0.2.1"), draft).await.unwrap();
        assert_eq!(invited.domains, ["partner.example"]);
        let link = invited.token.unwrap();
        let direct = Newcomer { email: Some("noe@partner.example".to_owned()), ..as_newcomer("noe") };
        let direct = world.accounts.join(org, &link, direct, at("192.0.2.9")).await;
        assert!(matches!(direct, Err(Error::Invalid { field: "email", .. })), "unconfirmed");
        let ask = async |email: &str, link: &str| {
            world.clock.advance(SignedDuration::from_mins(1));
            world.accounts.ask_to_register(org, noe(email), Some(link), &at("192.0.2.9")).await?;
            jobs.run_due().await.unwrap();
            Ok::<_, Error>(())
        };
        assert!(matches!(ask("noe@elsewhere.example", &link).await, Err(Error::Invalid { field: "email", .. })));
        assert!(matches!(ask("noe@partner.example", "guess").await, Err(Error::NotFound)));
        ask("one@partner.example", &link).await.unwrap();
        let one = world.last_token("/register/").await;
        ask("two@partner.example", &link).await.unwrap();
        let two = world.last_token("/register/").await;
        world.registers(&one, "one").await.unwrap();
        assert!(matches!(world.registers(&two, "two").await, Err(Error::NotFound)), "used up");
        assert_eq!(world.accounts.find_person(org, "one").await.unwrap().email, "one@partner.example");
    }
}

#[tokio::test]
async fn asking_is_limited_and_hostile_text_refused() {
    for engine in engines() {
        let world = world(engine).await;
        let (org, ada, jobs) = (world.communs.id, world.led_by("ada", OrgRole::Admin).await, world.jobs());
        world.rules_are(&ada, rules(&["a.example"])).await.unwrap();
        for (name, email) in
            [("A\r\nBcc: all@b.example", "a@a.example"), ("A", "a@a.example\r\nBcc: b@b.example"), ("", "a@a.example")]
        {
            let asking = Asking { name: name.to_owned(), email: email.to_owned(), language: None };
            let refused = world.accounts.ask_to_register(org, asking, None, &at("192.0.2.9")).await;
            assert!(matches!(refused, Err(Error::Invalid { .. })), "{name:?} {email:?}");
        }
        // A thousand requests for one address: few letters, and one row.
        let mut throttled = 0;
        for _ in 0..200 {
            match world.accounts.ask_to_register(org, noe("victim@a.example"), None, &at("192.0.2.9")).await {
                Ok(()) => {}
                Err(Error::Throttled(_)) => throttled += 1,
                Err(error) => panic!("{error}"),
            }
        }
        jobs.run_due().await.unwrap();
        assert!(throttled >= 50, "{throttled}");
        assert_eq!(world.written("accounts.registration").await.len(), 1);
        for _ in 0..20 {
            world.accounts.ask_to_register(org, noe("victim@a.example"), None, &at("198.51.100.7")).await.unwrap();
            jobs.run_due().await.unwrap();
        }
        assert_eq!(world.written("accounts.registration").await.len(), 6, "the share of an address");
        let last = world.written("accounts.registration").await;
        let good = last.iter().filter(|(_, text)| !text.is_empty()).map(|(_, text)| token(text, "/register/"));
        let mut works = 0;
        for token in good {
            works += usize::from(world.accounts.registering(org, &token).await.is_ok());
        }
        assert_eq!(works, 1, "the last letter that was sent has the link that works");
    }
}

#[tokio::test]
async fn the_rules_leave_with_the_organisation_and_who_waits_asks_again() {
    for engine in engines() {
        let (here, there) = (world(engine).await, world(engine).await);
        let (org, jobs) = (here.communs.id, here.jobs());
        let ada = here.led_by("ada", OrgRole::Admin).await;
        let garden = here.accounts.create_group(org, "Jardin").await.unwrap().id;
        let draft = RulesDraft {
            role: OrgRole::Guest,
            stay_days: Some(30),
            group_ids: vec![garden],
            ..rules(&["communs.example", "crémerie.fr"])
        };
        let said = here.rules_are(&ada, draft).await.unwrap();
        here.asks_to_join(&jobs, "noe@communs.example").await.unwrap();
        let token = here.last_token("/register/").await;

        let folder = tempfile::tempdir().unwrap();
        let leaving = Arc::new(here.communs.clone());
        here.accounts.export(leaving.clone(), &Writer::new(folder.path(), "accounts").unwrap()).await.unwrap();
        let archive = Reader::new(folder.path(), "accounts");
        there.accounts.import(leaving.clone(), &archive).await.unwrap();
        let arrived = there.accounts.registration_rules(org, &ada).await.unwrap();
        assert_eq!((&arrived.rules, &arrived.domains, &arrived.groups), (&said.rules, &said.domains, &said.groups));
        assert_eq!(arrived.rules.sponsor, Some(ada.person));
        assert!(matches!(there.accounts.registering(org, &token).await, Err(Error::NotFound)), "links stay behind");

        let path = folder.path().join("accounts/joining.jsonl");
        let good = std::fs::read_to_string(&path).unwrap();
        let twice = format!("{good}{good}");
        for bad in [
            good.replace("\"guest\"", "\"owner\""),
            good.replace("\"stay_days\":30", "\"stay_days\":-1"),
            good.replace("communs.example", "Communs.Example"),
            good.replace("communs.example", "a b"),
            good.replace(&garden.to_string(), &org.to_string()),
            good.replace(&format!("\"{}\"", ada.person), "null"),
            good.replace("\"open\"", "\"more\":1,\"open\""),
            twice,
        ] {
            assert_ne!(good, bad);
            std::fs::write(&path, bad).unwrap();
            let elsewhere = world(engine).await;
            assert!(elsewhere.accounts.import(leaving.clone(), &archive).await.is_err());
        }
    }
}
