//! Signing in: the threats at the door.

use base_db::testing::engines;
use jiff::SignedDuration;

use super::*;

#[tokio::test]
async fn a_person_signs_in_by_handle_or_address_and_each_time_with_a_new_token() {
    for engine in engines() {
        let world = world(engine).await;
        let camille = world.joins(&world.communs, "camille").await;
        let (first, caller) = world.signs_in(&world.communs, "camille").await;
        assert_eq!((caller.person, caller.handle.as_str(), caller.role), (camille, "camille", OrgRole::Member));
        let (second, _) = world.signs_in(&world.communs, " Camille@Communs.EXAMPLE ").await;
        assert_ne!(first, second);
        assert!(world.comes_with(&world.communs, &first).await.is_some());
        let record = world.record(&world.communs).await;
        assert_eq!(record.iter().filter(|(act, ..)| act == "session.created").count(), 2);
        assert!(!format!("{record:?}").contains(&first), "no token in the record");
    }
}

#[tokio::test]
async fn signing_in_again_replaces_the_session_of_the_browser() {
    for engine in engines() {
        let world = world(engine).await;
        world.joins(&world.communs, "camille").await;
        world.joins(&world.communs, "adama").await;
        let (planted, before) = world.signs_in(&world.communs, "adama").await;
        let door = SignIn { login: "camille".to_owned(), password: PASSWORD.to_owned(), remember: false };
        let signed_in = world.accounts.sign_in(world.communs.id, door, Some(&before), Origin::default()).await.unwrap();
        assert_ne!(signed_in.token, planted);
        assert!(world.comes_with(&world.communs, &planted).await.is_none(), "a fixed session is worth nothing");
        assert!(world.comes_with(&world.communs, &signed_in.token).await.is_some());
    }
}

#[tokio::test]
async fn known_unknown_suspended_and_passwordless_accounts_have_one_answer_and_one_hash() {
    for engine in engines() {
        let world = world(engine).await;
        world.joins(&world.communs, "camille").await;
        world.joins(&world.communs, "suspended").await;
        world.accounts.set_active(world.communs.id, "suspended", false).await.unwrap();
        let invited = NewPerson { password: None, ..newcomer("invited") };
        world.accounts.create_person(world.communs.id, invited).await.unwrap();
        for (login, password) in [
            ("camille", "wrong"),
            ("camille", ""),
            ("nobody", PASSWORD),
            ("suspended", PASSWORD),
            ("suspended", "wrong"),
            ("invited", PASSWORD),
            ("camille'; DROP TABLE people;--", PASSWORD),
            ("", ""),
        ] {
            let before = world.accounts.password_hashes();
            let refused = world.tries(&world.communs, login, password).await.unwrap_err();
            assert!(matches!(refused, Error::WrongCredentials), "{login}: {refused}");
            assert_eq!(world.accounts.password_hashes() - before, 1, "{login}");
        }
        let before = world.accounts.password_hashes();
        world.tries(&world.communs, "camille", PASSWORD).await.unwrap();
        assert_eq!(world.accounts.password_hashes() - before, 1);
        let record = world.record(&world.communs).await;
        assert_eq!(record.iter().filter(|(act, ..)| act == "session.refused").count(), 8);
        assert!(!format!("{record:?}").contains("DROP TABLE"), "what was typed is not kept");
    }
}

#[tokio::test]
async fn guessing_gets_slower_and_the_lock_opens_by_itself() {
    for engine in engines() {
        let world = world(engine).await;
        world.joins(&world.communs, "camille").await;
        for login in ["camille", "nobody"] {
            for _ in 0..5 {
                assert!(matches!(world.tries(&world.communs, login, "wrong").await, Err(Error::WrongCredentials)));
            }
            let hashes = world.accounts.password_hashes();
            // The right password does not open a lock, and another address does not go around it.
            for address in ["192.0.2.7", "198.51.100.1"] {
                let refused = world.tries_from(&world.communs, login, PASSWORD, address).await.unwrap_err();
                assert!(matches!(refused, Error::Throttled(2)), "{login}: {refused}");
            }
            assert_eq!(world.accounts.password_hashes(), hashes, "no hash for those who must wait");
        }
        world.clock.advance(SignedDuration::from_secs(2));
        assert!(matches!(world.tries(&world.communs, "camille", "wrong").await, Err(Error::WrongCredentials)));
        assert!(matches!(world.tries(&world.communs, "camille", PASSWORD).await, Err(Error::Throttled(4))));
        world.clock.advance(SignedDuration::from_secs(4));
        world.tries(&world.communs, "camille", PASSWORD).await.unwrap();
        // A success forgets the account's failures.
        assert!(matches!(world.tries(&world.communs, "camille", "wrong").await, Err(Error::WrongCredentials)));
        world.tries(&world.communs, "camille", PASSWORD).await.unwrap();
        // Elsewhere nobody is locked out by it.
        world.joins(&world.nord, "camille").await;
        world.tries(&world.nord, "camille", PASSWORD).await.unwrap();
    }
}

#[tokio::test]
async fn an_address_that_tries_many_accounts_is_slowed_too() {
    for engine in engines() {
        let world = world(engine).await;
        world.joins(&world.communs, "camille").await;
        for account in 0..50 {
            let login = format!("person{account}");
            let refused = world.tries_from(&world.communs, &login, PASSWORD, "2001:db8::1").await.unwrap_err();
            assert!(matches!(refused, Error::WrongCredentials), "{account}: {refused}");
        }
        let refused = world.tries_from(&world.communs, "camille", PASSWORD, "2001:db8::ffff").await.unwrap_err();
        assert!(matches!(refused, Error::Throttled(_)), "the same subscriber");
        world.tries_from(&world.communs, "camille", PASSWORD, "192.0.2.7").await.unwrap();
        world.clock.advance(SignedDuration::from_secs(2));
        world.tries_from(&world.communs, "camille", PASSWORD, "2001:db8::1").await.unwrap();
    }
}

#[tokio::test]
async fn many_guesses_at_once_are_no_better_than_one_after_the_other() {
    for engine in engines() {
        let world = Arc::new(world(engine).await);
        world.joins(&world.communs, "camille").await;
        let guesses = (0..20).map(|_| {
            let world = world.clone();
            tokio::spawn(async move { world.tries(&world.communs, "camille", "wrong").await.unwrap_err() })
        });
        let mut looked_at = 0;
        for guess in guesses.collect::<Vec<_>>() {
            looked_at += u32::from(matches!(guess.await.unwrap(), Error::WrongCredentials));
        }
        assert_eq!(looked_at, 5);
    }
}

#[tokio::test]
async fn old_hashes_are_renewed_at_the_door() {
    for engine in engines() {
        let world = world(engine).await;
        world.joins(&world.communs, "camille").await;
        let stronger = Accounts::with(world.accounts.foundation().clone(), cheap(3));
        let now = World { accounts: stronger, ..world };
        for hashes in [2, 1] {
            let before = now.accounts.password_hashes();
            now.tries(&now.communs, "camille", PASSWORD).await.unwrap();
            assert_eq!(now.accounts.password_hashes() - before, hashes);
        }
    }
}

#[tokio::test]
async fn absurd_input_is_refused_before_it_costs_anything() {
    for engine in engines() {
        let world = world(engine).await;
        let (long, huge) = ("a".repeat(400), "p".repeat(100_000));
        for (login, password) in [(long.as_str(), "x"), ("camille", huge.as_str())] {
            assert!(matches!(world.tries(&world.communs, login, password).await, Err(Error::Invalid { .. })));
        }
        assert_eq!(world.accounts.password_hashes(), 0);
        // Two accents over one letter, a right-to-left mark, a NUL: an account nobody has, on both engines.
        for login in ["e\u{301}\u{301}", "\u{202e}camille", "💥"] {
            assert!(matches!(world.tries(&world.communs, login, "x").await, Err(Error::WrongCredentials)));
        }
        let nul = world.tries(&world.communs, "cam\0ille", "x").await.unwrap_err();
        assert!(matches!(nul, Error::Invalid { .. }), "{nul}");
    }
}
