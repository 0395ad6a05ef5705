-- What a person tells others of themself, and whom. The address itself stands with the person: of it, this says who
-- sees it, where the person chose.
CREATE TABLE directory_fields (
    org_id    UUID NOT NULL,
    person_id UUID NOT NULL,
    field     TEXT NOT NULL CHECK (field IN ('email', 'phone', 'function', 'location', 'about')),
    value     TEXT NOT NULL,
    audience  TEXT NOT NULL CHECK (audience IN ('organisation', 'groups', 'admins')),
    PRIMARY KEY (org_id, person_id, field),
    FOREIGN KEY (org_id, person_id) REFERENCES people (org_id, person_id)
);

-- A search reads what it holds people against out of this index alone: their rows are long.
DROP INDEX people_by_name;
CREATE INDEX people_by_name ON people (org_id, name_key, person_id, search_key, email_key, active, ends_at);
