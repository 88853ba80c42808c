-- Events that have their number but have not reached the job runner yet.
CREATE INDEX "outbox_undelivered" ON "outbox" (seq) WHERE seq IS NOT NULL AND published_at IS NULL AND parked_at IS NULL;
