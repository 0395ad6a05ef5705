-- For how many days an organisation keeps what a rule of a tool is about; the rule's own number where it chose nothing.
CREATE TABLE retention (
    org_id UUID NOT NULL,
    name TEXT NOT NULL,
    days BIGINT NOT NULL CHECK (days >= 0),
    PRIMARY KEY (org_id, name)
);
