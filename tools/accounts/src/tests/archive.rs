//! Leaving and arriving.

use base_db::testing::engines;

use super::*;

#[tokio::test]
async fn everybody_signs_in_elsewhere_as_before_and_their_devices_too() {
    for engine in engines() {
        let (here, there) = (world(engine).await, world(engine).await);
        let org = here.communs.id;
        let camille = here.joins(&here.communs, "camille").await;
        here.joins(&here.communs, "adama").await;
        here.accounts.set_active(org, "adama", false).await.unwrap();
        let (token, caller) = here.signs_in(&here.communs, "camille").await;
        let mut gif = b"GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;".to_vec();
        gif.push(0);
        here.accounts.put_photo(org, &caller, gif.into(), Origin::default()).await.unwrap();
        let device = here.accounts.create_app_password(org, "camille", "Téléphone").await.unwrap();
        let (board, garden) = (
            here.accounts.create_group(org, "Bureau").await.unwrap().id,
            here.accounts.create_group(org, "Jardin").await.unwrap().id,
        );
        here.accounts.add_member(org, board, garden).await.unwrap();
        here.accounts.add_member(org, garden, camille).await.unwrap();
        here.joins(&here.nord, "marthe").await;

        let folder = tempfile::tempdir().unwrap();
        let leaving = Arc::new(here.communs.clone());
        here.accounts.export(leaving.clone(), &Writer::new(folder.path(), "accounts").unwrap()).await.unwrap();
        let text: String = ["people", "app_passwords", "audit"]
            .iter()
            .map(|name| std::fs::read_to_string(folder.path().join(format!("accounts/{name}.jsonl"))).unwrap())
            .collect();
        for secret in [PASSWORD, &device.password, &token, "marthe"] {
            assert!(!text.contains(secret), "{secret}");
        }

        let archive = Reader::new(folder.path(), "accounts");
        there.accounts.import(leaving.clone(), &archive).await.unwrap();
        let arrived = World { communs: here.communs.clone(), ..there };
        arrived.places.0.lock().unwrap().push(leaving.clone());
        let (_, again) = arrived.signs_in(&arrived.communs, "camille").await;
        assert_eq!(again.person, camille);
        assert!(arrived.program_with(&arrived.communs, "camille", &device.password).await.is_some());
        assert!(arrived.comes_with(&arrived.communs, &token).await.is_none(), "sessions stay behind");
        let (before, after) =
            (here.accounts.profile(org, camille).await.unwrap(), arrived.accounts.profile(org, camille).await.unwrap());
        assert_eq!(before, after);
        assert_eq!(
            here.accounts.photo(org, camille).await.unwrap(),
            arrived.accounts.photo(org, camille).await.unwrap()
        );
        assert_eq!(here.accounts.list_people(org).await.unwrap(), arrived.accounts.list_people(org).await.unwrap());
        let arrived_record = arrived.record(&arrived.communs).await;
        assert!(here.record(&here.communs).await.iter().all(|act| arrived_record.contains(act)));
        assert!(arrived.followed.changes.lock().unwrap().is_empty(), "each tool brings what is its own");

        let twice = arrived.accounts.import(leaving, &archive).await.unwrap_err();
        assert!(twice.to_string().contains("already"), "{twice}");
        let taken = arrived.accounts.create_person(org, newcomer("adama")).await.unwrap_err();
        assert!(matches!(taken, Error::Taken { .. }));
    }
}

#[tokio::test]
async fn an_edited_archive_is_checked_like_a_form() {
    for engine in engines() {
        let here = world(engine).await;
        here.joins(&here.communs, "camille").await;
        here.accounts.create_app_password(here.communs.id, "camille", "Téléphone").await.unwrap();
        let a = here.accounts.create_group(here.communs.id, "A").await.unwrap().id;
        let b = here.accounts.create_group(here.communs.id, "B").await.unwrap().id;
        here.accounts.add_member(here.communs.id, a, b).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let org = Arc::new(here.communs.clone());
        here.accounts.export(org.clone(), &Writer::new(folder.path(), "accounts").unwrap()).await.unwrap();
        let archive = Reader::new(folder.path(), "accounts");

        for (file, from, to) in [
            ("people", "m=64", "m=4000000"),
            ("people", "\"Camille Durand\"", "\"a\\u0000b\""),
            ("people", "\"member\"", "\"emperor\""),
            ("people", "\"handle\":\"camille\"", "\"handle\":\"../etc\""),
            ("people", "\"has_photo\":false", "\"has_photo\":true"),
            ("handles", "\"camille\"", "\"someone\""),
            ("app_passwords", "\"secret_hash\":\"", "\"secret_hash\":\"zz"),
            ("groups", "\"groups\":[]", &format!("\"groups\":[\"{a}\"]")),
            ("audit", "\"act\"", "\"extra\":1,\"act\""),
        ] {
            let path = folder.path().join(format!("accounts/{file}.jsonl"));
            let good = std::fs::read_to_string(&path).unwrap();
            let bad = good.replace(from, to);
            assert_ne!(good, bad, "{from}");
            std::fs::write(&path, bad).unwrap();
            let there = world(engine).await;
            assert!(there.accounts.import(org.clone(), &archive).await.is_err(), "{file}: {to}");
            std::fs::write(&path, good).unwrap();
        }
        world(engine).await.accounts.import(org, &archive).await.unwrap();
    }
}
