-- Notes: of a person, or of a group. words: how many, once they are counted.
CREATE TABLE notes (
    org_id UUID NOT NULL,
    note_id UUID NOT NULL,
    owner_id UUID NOT NULL,
    text TEXT NOT NULL,
    words BIGINT,
    PRIMARY KEY (org_id, note_id)
);

CREATE INDEX notes_by_owner ON notes (org_id, owner_id, note_id);
