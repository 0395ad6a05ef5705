-- What a transfer holds, kept in step with its chunks: each chunk is held against it, and adding all of them up each
-- time would cost more with every one.
ALTER TABLE transfers ADD COLUMN received BIGINT NOT NULL DEFAULT 0 CHECK (received >= 0);
ALTER TABLE transfers ADD COLUMN chunk_count BIGINT NOT NULL DEFAULT 0 CHECK (chunk_count >= 0);

UPDATE transfers SET
    received = (SELECT CAST(COALESCE(SUM(length), 0) AS BIGINT) FROM chunks
        WHERE chunks.org_id = transfers.org_id AND chunks.transfer_id = transfers.transfer_id),
    chunk_count = (SELECT COUNT(*) FROM chunks
        WHERE chunks.org_id = transfers.org_id AND chunks.transfer_id = transfers.transfer_id);
