#include "tests/bench/sweep_rows.h"

#include <fcntl.h>
#include <memory>

#include <unistd.h>

#include <absl/strings/str_format.h>

#include "lehr/v1/law.pb.h"
#include "proto/support/sha256.h"
#include "server/store/artifact_store.h"
#include "server/store/database.h"

namespace lehr::bench {
namespace {

using server::Blob;
using server::Database;

constexpr int kSegmentsOfPoint = 3;
// Of the file that all rows refer to.
constexpr std::string_view kContent = "a";
constexpr std::int64_t kAtoms = 1000;
constexpr std::int64_t kSteps = 1000;

std::string HoldWork() {
  v1::Work work;
  v1::Advance& advance = *work.mutable_advance();
  advance.set_steps(kSteps);
  advance.mutable_law()->mutable_dynamics()->set_time_step_fs(2);
  return work.SerializeAsString();
}

std::string EnergyWork() {
  v1::Work work;
  work.mutable_measurement()->mutable_energy()->set_steps(kSteps);
  return work.SerializeAsString();
}

// The state that is there, and the sweep.
void InsertStart(Database& database, std::int64_t points) {
  const std::string artifact = KnownArtifact();
  database.Run(
      "INSERT INTO artifacts (sha256, size_bytes, created_us)"
      " VALUES (?1, 1, 1)",
      Blob{artifact});
  database.Run(R"sql(
      INSERT INTO sweeps (sweep_id, request_id, name, spec, spec_sha256,
                          summary, state, priority, points, points_done,
                          created_us)
      VALUES (1, 'bench', 'bench', x'', zeroblob(32), x'', 'RUNNING', 0, ?1, 0,
              1))sql",
               points);
  database.Run(R"sql(
      INSERT INTO segments (
        segment_id, key, physical_key, kind, work, potential_sha256,
        potential_name, label, atoms, steps, head_steps, record_steps, priority,
        path_atom_steps, state, attempts, failures, losses, not_before_us,
        error, end_state_sha256, created_us, done_us)
      VALUES (1, zeroblob(32), zeroblob(32), 'ADVANCE', ?1, zeroblob(32), 'p',
              'sample', ?2, ?3, 0, 100, 0, 0, 'DONE', 1, 0, 0, 0, '', ?4, 1,
              2))sql",
               Blob{HoldWork()}, kAtoms, kSteps, Blob{artifact});
}

// Segments 2, 3, ...: `each` in a row, of which the first begins at segment 1
// and can be leased. The last one of three is a measurement.
void InsertSegments(Database& database, std::int64_t rows, std::int64_t each) {
  database.Run(R"sql(
      WITH RECURSIVE n (i) AS
        (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?1)
      INSERT INTO segments (
        segment_id, key, physical_key, law_key, parent_segment_id, kind, work,
        potential_sha256, potential_name, label, atoms, steps, head_steps,
        record_steps, priority, path_atom_steps, state, attempts, failures,
        losses, not_before_us, error, created_us)
      SELECT i + 2, CAST(printf('k%031d', i) AS BLOB),
             CAST(printf('p%031d', i) AS BLOB),
             iif(?2 = 3 AND i % 3 = 2, NULL,
                 CAST(printf('l%031d', i) AS BLOB)),
             iif(i % ?2 = 0, 1, i + 1),
             iif(?2 = 3 AND i % 3 = 2, 'ENERGY', 'ADVANCE'),
             iif(?2 = 3 AND i % 3 = 2, ?4, ?3), zeroblob(32), 'p',
             'annealed/hold 800 K', ?5, ?6, 0, 100, 0,
             (?2 - i % ?2) * ?5 * ?6, iif(i % ?2 = 0, 'READY', 'WAITING'), 0, 0,
             0, 0, '', 1
      FROM n)sql",
               rows, each, Blob{HoldWork()}, Blob{EnergyWork()}, kAtoms,
               kSteps);
  database.Run(R"sql(
      INSERT INTO sweep_segments (sweep_id, position, segment_id, label, points)
      SELECT 1, segment_id - 2, segment_id, label, 1
      FROM segments
      WHERE segment_id > 1)sql");
}

void InsertPoints(Database& database, std::int64_t points, std::int64_t each) {
  database.Run(R"sql(
      WITH RECURSIVE n (i) AS
        (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?1)
      INSERT INTO points (sweep_id, point, treatment, replica, open_segments)
      SELECT 1, i, 'annealed', i % 4, ?2 FROM n)sql",
               points, each);
  database.Run(R"sql(
      INSERT INTO point_parameters (sweep_id, point, position, name, value)
      SELECT 1, point, 0, 'kelvin', 600 + point % 400 FROM points)sql");
  database.Run(R"sql(
      INSERT INTO point_segments (sweep_id, point, position, segment_id)
      SELECT 1, (segment_id - 2) / ?1, (segment_id - 2) % ?1, segment_id
      FROM segments
      WHERE segment_id > 1)sql",
               each);
}

void InsertLeases(Database& database, const SweepRows& rows) {
  for (std::int64_t i = 0; i < rows.workers; ++i) {
    database.Run(R"sql(
        INSERT INTO workers (worker_id, session, name, threads, memory_bytes,
                             software_version, instruction_set, state,
                             registered_us, last_heard_us, segments_done,
                             lease_sequence, processor)
        VALUES (?1 + 1, ?2, 'w', 1, 1, '1', 'avx2', 'LIVE', 1, 1, 0, 0,
                'x'))sql",
                 i, Blob{SessionOf(i)});
  }
  const std::int64_t leases = rows.workers * rows.leases_each;
  if (leases == 0) return;
  database.Run(R"sql(
      INSERT INTO attempts (segment_id, attempt, worker_id, state, started_us)
      SELECT segment_id, 1, 1 + (segment_id - 2) / ?2 % ?1, 'RUNNING', 1
      FROM segments
      WHERE state = 'READY'
      ORDER BY segment_id
      LIMIT ?3)sql",
               rows.workers, kSegmentsOfPoint, leases);
  database.Run(R"sql(
      UPDATE segments
      SET state = 'LEASED', attempts = 1
      WHERE segment_id IN (SELECT segment_id FROM attempts))sql");
}

void InsertCounts(Database& database) {
  database.Run(R"sql(
      INSERT INTO sweep_counts (sweep_id, state, segments, atom_steps)
      SELECT 1, column1,
             (SELECT count(*) FROM segments
              WHERE state = column1 AND segment_id > 1),
             (SELECT coalesce(sum(atoms * steps), 0) FROM segments
              WHERE state = column1 AND segment_id > 1)
      FROM (VALUES ('WAITING'), ('READY'), ('LEASED'), ('DONE'), ('FAILED'),
                   ('CANCELLED')))sql");
}

absl::Status Fill(const std::filesystem::path& file, const SweepRows& rows) {
  auto opened = Database::Open(file);
  if (!opened.ok()) return opened.status();
  Database& database = **opened;
  // Rows come in an order in which some refer to later ones.
  database.RunScript("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF;");
  database.Begin();
  const std::int64_t each = rows.chain > 0 ? rows.chain : kSegmentsOfPoint;
  const std::int64_t points = rows.chain > 0 ? 1 : rows.points;
  InsertStart(database, points);
  InsertSegments(database, points * each, each);
  InsertPoints(database, points, each);
  InsertLeases(database, rows);
  InsertCounts(database);
  return database.Commit();
}

// Otherwise the server's first sync would wait for all of it.
absl::Status Sync(const std::filesystem::path& file) {
  const int descriptor = open(file.c_str(), O_RDWR);
  if (descriptor < 0 || fsync(descriptor) != 0) {
    return absl::UnavailableError(file.string() + ": cannot be synced");
  }
  close(descriptor);
  return absl::OkStatus();
}

// A server looks at its start for files that are missing.
absl::Status WriteKnownArtifact(const std::filesystem::path& data) {
  server::ArtifactStore store(data);
  auto writer = store.Write();
  if (!writer.ok()) return writer.status();
  const absl::Status written = writer->Append(kContent);
  if (!written.ok()) return written;
  return writer->Finish(KnownArtifact()).status();
}

}  // namespace

std::string SessionOf(std::int64_t worker) {
  return absl::StrFormat("s%015d", worker);
}

std::string KnownArtifact() { return Sha256Of(kContent); }

absl::Status MakeDatabase(const std::filesystem::path& data,
                          const SweepRows& rows) {
  std::filesystem::create_directories(data / "objects");
  std::filesystem::create_directories(data / "tmp");
  const std::filesystem::path file = data / "lehr.db";
  absl::Status filled = Fill(file, rows);
  if (filled.ok()) filled = WriteKnownArtifact(data);
  return filled.ok() ? Sync(file) : filled;
}

}  // namespace lehr::bench
