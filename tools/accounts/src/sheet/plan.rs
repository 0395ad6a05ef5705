//! What becomes of each line of a list, given who is there already. Pure: the same list and the same people give the
//! same plan, which is shown before anything is done, and followed when it is.
//!
//! What holds: nobody is made twice, whatever the list repeats; a handle is proposed once, and never one that was given
//! before; what an author may not do, the plan does not do.

use std::collections::{HashMap, HashSet};

use base_id::PersonId;
use base_suite::OrgRole;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Code, Field, Issue, Row, Sheet, cells, handles};
use crate::model;

/// Groups of one line at most.
const MOST_GROUPS: usize = 50;

/// Who and what is there.
pub(crate) struct Known {
    pub people: Vec<KnownPerson>,
    /// Every handle ever given.
    pub handles: HashSet<String>,
    /// The groups by their keys.
    pub groups: HashMap<String, String>,
    /// Who is directly in which group, by its key.
    pub memberships: HashSet<(PersonId, String)>,
    /// Who brings the list, and answers for guests for whom nobody else does.
    pub me: PersonId,
    pub role: OrgRole,
    pub now: Timestamp,
    /// Where days end.
    pub zone: TimeZone,
    /// Whether groups are made that are not there.
    pub make_groups: bool,
}

/// Somebody who is there.
#[derive(Debug, Clone)]
pub(crate) struct KnownPerson {
    pub id: PersonId,
    pub handle: String,
    pub name: String,
    pub email_key: String,
    pub role: OrgRole,
    pub active: bool,
    pub sponsor: Option<PersonId>,
    pub ends_at: Option<Timestamp>,
}

base_db::from_row!(KnownPerson { id, handle, name, email_key, role, active, sponsor, ends_at });

/// What becomes of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Somebody new.
    Create(New),
    /// Somebody who is there, and of whom the list says something else.
    Change(Update),
    /// Somebody who is there, as the list says.
    Same,
    /// Nobody.
    Refuse(Vec<Issue>),
}

/// Somebody new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct New {
    pub name: String,
    pub email: String,
    pub handle: String,
    /// Whether the handle was made from the name: another may take its place.
    pub proposed: bool,
    pub role: OrgRole,
    pub stay: Option<model::Stay>,
    pub language: Option<&'static str>,
    /// Keys of groups.
    pub groups: Vec<String>,
}

/// What the list says of somebody who is there; `None` for what it does not say, or says the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Update {
    pub person: PersonId,
    pub known_as: String,
    pub name: Option<String>,
    pub role: Option<(OrgRole, OrgRole)>,
    pub sponsor: Option<PersonId>,
    pub ends_at: Option<(Option<Timestamp>, Timestamp)>,
    /// Keys of groups that they come into.
    pub groups: Vec<String>,
}

/// What becomes of a list.
#[derive(Debug)]
pub(crate) struct Plan {
    /// Of each line, in their order.
    pub verdicts: Vec<Verdict>,
    /// Groups that are not there, by their keys, under the name that the list gives them first.
    pub new_groups: Vec<(String, String)>,
    /// Columns without which nothing can be planned; there are no verdicts then.
    pub missing: Vec<Field>,
}

/// What a line says, each column checked by itself.
#[derive(Default)]
struct Said {
    name: String,
    email: String,
    handle: Option<String>,
    role: Option<OrgRole>,
    language: Option<&'static str>,
    sponsor: Option<PersonId>,
    ends_at: Option<Timestamp>,
    groups: Vec<(String, String)>,
}

/// The columns of a sheet by what they hold.
struct Columns(HashMap<Field, usize>);

impl Columns {
    fn cell<'r>(&self, row: &'r Row, field: Field) -> &'r str {
        self.0.get(&field).map_or("", |place| row.cell(*place))
    }
}

struct Planner<'a> {
    known: &'a Known,
    columns: Columns,
    width: usize,
    by_email: HashMap<&'a str, &'a KnownPerson>,
    by_handle: HashMap<&'a str, &'a KnownPerson>,
    /// Line numbers of what was seen.
    emails: HashMap<String, u64>,
    handles: HashMap<String, u64>,
    /// Handles that lines ask for, wherever in the list they stand.
    wished: HashSet<String>,
    new_groups: Vec<(String, String)>,
}

/// Plans a list.
pub(crate) fn plan(sheet: &Sheet, known: &Known) -> Plan {
    let columns: HashMap<Field, usize> =
        sheet.columns.iter().enumerate().filter_map(|(place, column)| Some((column.field?, place))).collect();
    let mut missing = Vec::new();
    if !columns.contains_key(&Field::Email) {
        missing.push(Field::Email);
    }
    if ![Field::Name, Field::FirstName, Field::LastName].iter().any(|field| columns.contains_key(field)) {
        missing.push(Field::Name);
    }
    if !missing.is_empty() {
        return Plan { verdicts: Vec::new(), new_groups: Vec::new(), missing };
    }
    let columns = Columns(columns);
    let wished = sheet.rows.iter().map(|row| columns.cell(row, Field::Handle).to_lowercase()).collect();
    let mut planner = Planner {
        known,
        columns,
        width: sheet.columns.len(),
        by_email: known.people.iter().map(|person| (person.email_key.as_str(), person)).collect(),
        by_handle: known.people.iter().map(|person| (person.handle.as_str(), person)).collect(),
        emails: HashMap::new(),
        handles: HashMap::new(),
        wished,
        new_groups: Vec::new(),
    };
    let verdicts = sheet.rows.iter().map(|row| planner.line(row).unwrap_or_else(Verdict::Refuse)).collect();
    Plan { verdicts, new_groups: planner.new_groups, missing }
}

impl Planner<'_> {
    fn line(&mut self, row: &Row) -> Result<Verdict, Vec<Issue>> {
        if row.holds_open_quote() {
            return Err(vec![Issue::new(Code::OpenQuote, None, "")]);
        }
        if super::trimmed(&row.cells) > self.width {
            let extra = row.cells.get(self.width).map_or("", |cell| cell.trim());
            return Err(vec![Issue::new(Code::TooManyCells, None, extra)]);
        }
        let mut issues = Vec::new();
        let said = self.read(row, &mut issues);
        let email_key = model::email_key(&said.email);
        if !said.email.is_empty()
            && let Some(line) = self.emails.get(&email_key)
        {
            issues.push(Issue::at(Code::RepeatedEmail, Field::Email, &said.email).with(&line.to_string()));
        }
        if let Some(handle) = &said.handle
            && let Some(line) = self.handles.get(handle)
        {
            issues.push(Issue::at(Code::RepeatedHandle, Field::Handle, handle).with(&line.to_string()));
        }
        // Also of a line that is refused for something else: its twin is one all the same.
        self.emails.entry(email_key.clone()).or_insert(row.line);
        if let Some(handle) = &said.handle {
            self.handles.entry(handle.clone()).or_insert(row.line);
        }
        let there = self.by_email.get(email_key.as_str()).copied();
        self.check_handle(&said, there, &mut issues);
        self.check_role(&said, there, &mut issues);
        if !issues.is_empty() {
            return Err(issues);
        }
        for (key, name) in &said.groups {
            if !self.known.groups.contains_key(key) && !self.new_groups.iter().any(|(other, _)| other == key) {
                self.new_groups.push((key.clone(), name.clone()));
            }
        }
        Ok(match there {
            Some(there) => self.change(there, said),
            None => Verdict::Create(self.create(said, row.line)),
        })
    }

    /// Each column by itself.
    fn read(&self, row: &Row, issues: &mut Vec<Issue>) -> Said {
        let cell = |field| self.columns.cell(row, field);
        let mut said = Said::default();
        let whole = cell(Field::Name);
        let parts = format!("{} {}", cell(Field::FirstName), cell(Field::LastName));
        let name = if whole.is_empty() { parts.trim() } else { whole };
        let column = if self.columns.0.contains_key(&Field::Name) { Field::Name } else { Field::LastName };
        // A name in two lines of one cell is one name.
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        match model::name("name", &name) {
            Ok(name) => said.name = name,
            Err(_) if name.is_empty() => issues.push(Issue::at(Code::Missing, column, "")),
            Err(_) => issues.push(Issue::at(Code::BadName, column, &name)),
        }
        let email = cell(Field::Email);
        let bare = cells::bare_email(email);
        match model::email(bare).ok().filter(|email| base_mail::Address::new("", email).is_ok()) {
            Some(email) => said.email = email,
            None if email.is_empty() => issues.push(Issue::at(Code::Missing, Field::Email, "")),
            None => issues.push(Issue::at(Code::BadEmail, Field::Email, email)),
        }
        let handle = cell(Field::Handle).to_lowercase();
        if !handle.is_empty() {
            match model::handle(&handle) {
                Ok(handle) => said.handle = Some(handle),
                Err(_) => issues.push(Issue::at(Code::BadHandle, Field::Handle, &handle)),
            }
        }
        let role = cell(Field::Role);
        said.role = cells::role(role);
        if said.role.is_none() && !role.is_empty() {
            issues.push(Issue::at(Code::BadRole, Field::Role, role));
        }
        let language = cell(Field::Language);
        said.language = cells::language(language);
        if said.language.is_none() && !language.is_empty() {
            issues.push(Issue::at(Code::BadLanguage, Field::Language, language));
        }
        self.read_stay(row, &mut said, issues);
        self.read_groups(cell(Field::Groups), &mut said, issues);
        said
    }

    fn read_stay(&self, row: &Row, said: &mut Said, issues: &mut Vec<Issue>) {
        let sponsor = self.columns.cell(row, Field::Sponsor);
        if !sponsor.is_empty() {
            let key = model::email_key(cells::bare_email(sponsor));
            let found = self.by_email.get(key.as_str()).or_else(|| self.by_handle.get(key.as_str()));
            match found.filter(|person| person.active && person.role >= OrgRole::Member) {
                Some(person) => said.sponsor = Some(person.id),
                None => issues.push(Issue::at(Code::NoSuchSponsor, Field::Sponsor, sponsor)),
            }
        }
        let day = self.columns.cell(row, Field::EndsOn);
        if day.is_empty() {
            return;
        }
        let end = cells::day(day).and_then(|date| {
            let last_second = date.at(23, 59, 59, 0).to_zoned(self.known.zone.clone()).ok()?;
            Some(last_second.timestamp())
        });
        match end {
            Some(end) if end <= self.known.now => issues.push(Issue::at(Code::DayOver, Field::EndsOn, day)),
            Some(end) => said.ends_at = Some(end),
            None => issues.push(Issue::at(Code::BadDay, Field::EndsOn, day)),
        }
    }

    fn read_groups(&self, cell: &str, said: &mut Said, issues: &mut Vec<Issue>) {
        for text in cells::groups(cell) {
            let Ok(name) = model::name("name", text) else {
                issues.push(Issue::at(Code::BadGroup, Field::Groups, text));
                continue;
            };
            let key = model::folded(&name);
            if !self.known.make_groups && !self.known.groups.contains_key(&key) {
                issues.push(Issue::at(Code::NoSuchGroup, Field::Groups, text));
            } else if !said.groups.iter().any(|(other, _)| *other == key) {
                said.groups.push((key, name));
            }
        }
        if said.groups.len() > MOST_GROUPS {
            issues.push(Issue::at(Code::TooManyGroups, Field::Groups, cell));
        }
    }

    fn check_handle(&self, said: &Said, there: Option<&KnownPerson>, issues: &mut Vec<Issue>) {
        let Some(handle) = &said.handle else { return };
        match there {
            Some(there) if there.handle == *handle => {}
            Some(there) => {
                issues.push(Issue::at(Code::OtherHandle, Field::Handle, handle).with(&there.handle));
            }
            None if self.known.handles.contains(handle) => {
                let issue = Issue::at(Code::HandleTaken, Field::Handle, handle);
                let owner = self.by_handle.get(handle.as_str()).map(|person| &person.name);
                issues.push(match owner {
                    Some(name) => issue.with(name),
                    None => issue,
                });
            }
            None => {}
        }
    }

    fn check_role(&self, said: &Said, there: Option<&KnownPerson>, issues: &mut Vec<Issue>) {
        let role = said.role.or(there.map(|there| there.role)).unwrap_or(OrgRole::Member);
        let text = said.role.map_or("", OrgRole::as_str);
        // An administrator neither makes nor changes main administrators, and nobody raises themself.
        let mine = there.is_some_and(|there| there.id == self.known.me);
        let led = there.is_some_and(|there| there.role == OrgRole::Owner) && !mine;
        let beyond = role == OrgRole::Owner || led;
        if (self.known.role < OrgRole::Owner && beyond)
            || (mine && said.role.is_some_and(|role| role != self.known.role))
        {
            issues.push(Issue::at(Code::NotAllowed, Field::Role, text));
        }
        if role != OrgRole::Guest {
            if said.sponsor.is_some() {
                issues.push(Issue::at(Code::GuestsOnly, Field::Sponsor, ""));
            }
            if said.ends_at.is_some() {
                issues.push(Issue::at(Code::GuestsOnly, Field::EndsOn, ""));
            }
        } else if there.is_none_or(|there| there.role != OrgRole::Guest)
            && said.ends_at.is_none()
            && !issues.iter().any(|issue| issue.field == Some(Field::EndsOn))
        {
            issues.push(Issue::at(Code::Missing, Field::EndsOn, ""));
        }
    }

    fn create(&mut self, said: Said, line: u64) -> New {
        let role = said.role.unwrap_or(OrgRole::Member);
        let (handle, proposed) = match said.handle {
            Some(handle) => (handle, false),
            None => (self.propose(&said.name, &said.email), true),
        };
        self.handles.insert(handle.clone(), line);
        let stay = said.ends_at.filter(|_| role == OrgRole::Guest);
        New {
            name: said.name,
            email: said.email,
            handle,
            proposed,
            role,
            stay: stay.map(|ends_at| model::Stay { sponsor: said.sponsor.unwrap_or(self.known.me), ends_at }),
            language: said.language,
            groups: said.groups.into_iter().map(|(key, _)| key).collect(),
        }
    }

    fn propose(&self, name: &str, email: &str) -> String {
        let plain = handles::proposed(name, email);
        let free = |handle: &String| {
            !self.known.handles.contains(handle) && !self.handles.contains_key(handle) && !self.wished.contains(handle)
        };
        if free(&plain) {
            return plain;
        }
        (2..=u32::MAX).map(|number| handles::numbered(&plain, number)).find(free).unwrap_or(plain)
    }

    fn change(&self, there: &KnownPerson, said: Said) -> Verdict {
        let role = said.role.filter(|role| *role != there.role);
        let guest = said.role.unwrap_or(there.role) == OrgRole::Guest;
        let sponsor = said.sponsor.or(role.filter(|_| guest && there.sponsor.is_none()).map(|_| self.known.me));
        let groups = said.groups.into_iter().map(|(key, _)| key);
        let update = Update {
            person: there.id,
            known_as: there.name.clone(),
            name: Some(said.name).filter(|name| *name != there.name),
            role: role.map(|role| (there.role, role)),
            sponsor: sponsor.filter(|sponsor| Some(*sponsor) != there.sponsor),
            ends_at: said.ends_at.filter(|end| Some(*end) != there.ends_at).map(|end| (there.ends_at, end)),
            groups: groups.filter(|key| !self.known.memberships.contains(&(there.id, key.clone()))).collect(),
        };
        let same = update.name.is_none()
            && update.role.is_none()
            && update.sponsor.is_none()
            && update.ends_at.is_none()
            && update.groups.is_empty();
        if same { Verdict::Same } else { Verdict::Change(update) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::sheet::Choices;

    fn id(number: u128) -> PersonId {
        PersonId::from_uuid(uuid::Uuid::from_u128(number))
    }

    fn known() -> Known {
        let person = |number, handle: &str, name: &str, role| KnownPerson {
            id: id(number),
            handle: handle.to_owned(),
            name: name.to_owned(),
            email_key: format!("{handle}@communs.example"),
            role,
            active: true,
            sponsor: None,
            ends_at: None,
        };
        Known {
            people: vec![
                person(1, "ada", "Ada Durand", OrgRole::Admin),
                person(2, "ona", "Ona Petit", OrgRole::Owner),
                person(3, "bob", "Bob Martin", OrgRole::Member),
            ],
            handles: ["ada", "ona", "bob", "gone"].map(str::to_owned).into(),
            groups: HashMap::from([("jardin".to_owned(), "Jardin".to_owned())]),
            memberships: HashSet::from([(id(3), "jardin".to_owned())]),
            me: id(1),
            role: OrgRole::Admin,
            now: "2026-06-01T12:00:00Z".parse().unwrap(),
            zone: TimeZone::get("Europe/Paris").unwrap(),
            make_groups: true,
        }
    }

    fn planned(text: &str, known: &Known) -> Plan {
        plan(&Sheet::read(text.as_bytes(), &Choices::default()).unwrap(), known)
    }

    fn codes(text: &str, known: &Known) -> Vec<Vec<(Code, Option<Field>)>> {
        let of = |verdict| match verdict {
            Verdict::Refuse(issues) => issues.into_iter().map(|issue| (issue.code, issue.field)).collect(),
            _ => Vec::new(),
        };
        planned(text, known).verdicts.into_iter().map(of).collect()
    }

    #[test]
    fn new_people_get_handles_that_nobody_had() {
        let text = "prénom;nom;courriel;identifiant\nZoé;Roux;z@a.fr;\nZoé;Roux;z2@a.fr;\nGone;;g@a.fr;\nX;Y;x@a.fr;zoe.roux2\n";
        let handles: Vec<_> = planned(text, &known())
            .verdicts
            .into_iter()
            .map(|verdict| match verdict {
                Verdict::Create(new) => (new.handle, new.proposed),
                other => panic!("{other:?}"),
            })
            .collect();
        let expected = [("zoe.roux", true), ("zoe.roux3", true), ("gone2", true), ("zoe.roux2", false)]
            .map(|(h, p)| (h.to_owned(), p));
        assert_eq!(handles, expected);
    }

    #[test]
    fn only_what_the_list_says_of_somebody_who_is_there_is_changed() {
        let known = known();
        let text = "name,email,groups,role\nBob Martin,BOB@communs.example,jardin,\nBob,bob2@a.fr,,\n";
        assert_eq!(planned(text, &known).verdicts[0], Verdict::Same);
        let text = "name,email,groups,role\nRobert Martin,bob@communs.example,\"Jardin, Bureau\",admin\n";
        let plan = planned(text, &known);
        let Verdict::Change(update) = &plan.verdicts[0] else { panic!("{:?}", plan.verdicts) };
        assert_eq!(update.name.as_deref(), Some("Robert Martin"));
        assert_eq!(update.role, Some((OrgRole::Member, OrgRole::Admin)));
        assert_eq!(update.groups, ["bureau"]);
        assert_eq!(plan.new_groups, [("bureau".to_owned(), "Bureau".to_owned())]);
    }

    #[test]
    fn each_bad_line_says_what_is_wrong_with_it() {
        use Code::*;
        let known = Known { make_groups: false, ..known() };
        let text = "name;email;handle;groups;role;language;end;sponsor\n\
            A;not an address;;;;;;\n\
            ;a@a.fr;;;;;;\n\
            B;b@a.fr;Has Space;;;;;\n\
            C;c@a.fr;gone;;;;;\n\
            C;C@A.fr;;;;;;\n\
            Bob;bob@communs.example;robert;;;;;\n\
            D;d@a.fr;;Nowhere;chef;de;;\n\
            E;e@a.fr;;;guest;;;\n\
            F;f@a.fr;;;guest;;2026-05-31;nobody\n\
            G;g@a.fr;;;;;2027-01-01;bob\n\
            H;h@a.fr;;;owner;;;\n\
            Ona;ona@communs.example;;;member;;;\n\
            I;i@a.fr;;;;;;;;extra\n\
            J;j@a.fr;;;guest;;31/02/2027;\n\
            K;k@a.fr;;;guest;;31/03/2027;\n";
        let expected: Vec<Vec<(Code, Option<Field>)>> = vec![
            vec![(BadEmail, Some(Field::Email))],
            vec![(Missing, Some(Field::Name))],
            vec![(BadHandle, Some(Field::Handle))],
            vec![(HandleTaken, Some(Field::Handle))],
            vec![(RepeatedEmail, Some(Field::Email))],
            vec![(OtherHandle, Some(Field::Handle))],
            vec![
                (BadRole, Some(Field::Role)),
                (BadLanguage, Some(Field::Language)),
                (NoSuchGroup, Some(Field::Groups)),
            ],
            vec![(Missing, Some(Field::EndsOn))],
            vec![(NoSuchSponsor, Some(Field::Sponsor)), (DayOver, Some(Field::EndsOn))],
            vec![(GuestsOnly, Some(Field::Sponsor)), (GuestsOnly, Some(Field::EndsOn))],
            vec![(NotAllowed, Some(Field::Role))],
            vec![(NotAllowed, Some(Field::Role))],
            vec![(TooManyCells, None)],
            vec![(BadDay, Some(Field::EndsOn))],
            vec![],
        ];
        assert_eq!(codes(text, &known), expected);
    }

    #[test]
    fn a_guest_stays_until_the_end_of_the_day_where_the_organisation_is() {
        let plan = planned("name,email,role,end\nGil,gil@a.fr,invité,31/03/2027\n", &known());
        let Verdict::Create(new) = &plan.verdicts[0] else { panic!("{:?}", plan.verdicts) };
        let stay = new.stay.unwrap();
        assert_eq!((stay.sponsor, stay.ends_at), (id(1), "2027-03-31T21:59:59Z".parse().unwrap()));
    }

    #[test]
    fn without_addresses_or_names_there_is_no_plan() {
        let plan = planned("phone,city\n1,2\n", &known());
        assert_eq!(plan.missing, [Field::Email, Field::Name]);
        assert!(plan.verdicts.is_empty());
    }

    #[test]
    fn nobody_changes_their_own_role_by_a_list() {
        assert_eq!(
            codes("name,email,role\nAda Durand,ada@communs.example,member\n", &known()),
            [[(Code::NotAllowed, Some(Field::Role))]]
        );
    }
}
