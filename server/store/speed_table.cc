#include "server/store/speed_table.h"

#include <algorithm>
#include <compare>
#include <map>
#include <optional>
#include <utility>

namespace lehr::server {
namespace {

// So that the start of a worker takes seconds, whatever the server has seen.
constexpr int kMostCalibrations = 3;

// After so long it is measured again: compilers, kernels and neighbors change.
constexpr absl::Duration kFresh = absl::Hours(24 * 30);

// A size counts as known if one within this factor is: workers choose whole
// numbers of cells.
constexpr double kSameSize = 1.6;

// SpeedTallies keeps the means that the reports of one transaction refine.
class SpeedTallies final : public WriteBehind {
 public:
  // Of whom and what.
  struct Key {
    std::string worker_kind;
    std::string potential_sha256;
    std::string work;
    std::int64_t atoms = 0;
    auto operator<=>(const Key&) const = default;
  };
  void Refine(Database& database, const Key& key, double seconds,
              absl::Duration measured_for, absl::Time now);
  void Write(Database& database) override;
  void Forget() override { means_.clear(); }

 private:
  struct Mean {
    std::optional<CostMean> mean;
    absl::Time measured;
  };
  std::map<Key, Mean> means_;
};

void SpeedTallies::Refine(Database& database, const Key& key, double seconds,
                          absl::Duration measured_for, absl::Time now) {
  const auto [found, is_new] = means_.try_emplace(key);
  Mean& mean = found->second;
  if (is_new) {
    Statement row = database.Query(R"sql(
        SELECT seconds, weight_seconds
        FROM speeds
        WHERE worker_kind = ?1 AND potential_sha256 = ?2 AND work = ?3
          AND atoms = ?4)sql",
                                   key.worker_kind, Blob{key.potential_sha256},
                                   key.work, key.atoms);
    if (row.Step()) mean.mean = CostMean{row.Real(0), row.Real(1)};
  }
  mean.mean = lehr::server::Refine(mean.mean, seconds,
                                   absl::ToDoubleSeconds(measured_for));
  mean.measured = now;
}

void SpeedTallies::Write(Database& database) {
  for (const auto& [key, mean] : std::exchange(means_, {})) {
    database.Run(R"sql(
        INSERT INTO speeds (worker_kind, potential_sha256, work, atoms, seconds,
                            weight_seconds, measured_us)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT DO UPDATE
        SET seconds = excluded.seconds,
            weight_seconds = excluded.weight_seconds,
            measured_us = excluded.measured_us)sql",
                 key.worker_kind, Blob{key.potential_sha256}, key.work,
                 key.atoms, mean.mean->seconds, mean.mean->weight_seconds,
                 mean.measured);
  }
}

bool IsKnown(Database& database, std::string_view worker_kind,
             const v1::CalibrationWanted& wanted, std::int64_t atoms,
             absl::Time now) {
  const auto size = static_cast<double>(atoms);
  return database
      .Query(R"sql(
      SELECT 1
      FROM speeds
      WHERE worker_kind = ?1 AND potential_sha256 = ?2 AND work = ?3
        AND atoms BETWEEN ?4 AND ?5 AND measured_us > ?6)sql",
             worker_kind, Blob{wanted.potential_sha256()},
             DynamicsCostKind(wanted.precision()), size / kSameSize,
             size * kSameSize, now - kFresh)
      .Step();
}

}  // namespace

void RefineSpeed(Database& database, std::string_view worker_kind,
                 std::string_view potential_sha256, const MeasuredCost& cost,
                 absl::Time now) {
  database.Behind<SpeedTallies>().Refine(
      database,
      {.worker_kind = std::string(worker_kind),
       .potential_sha256 = std::string(potential_sha256),
       .work = std::string(cost.work),
       .atoms = cost.atoms},
      cost.seconds, cost.measured_for, now);
  // Within a transaction, its end writes it.
  if (!database.in_transaction()) database.WritePending();
}

WorkCosts LoadCosts(Database& database, std::string_view worker_kind,
                    std::string_view potential_sha256) {
  database.WritePending();
  WorkCosts costs;
  Statement row = database.Query(R"sql(
      SELECT work, atoms, seconds
      FROM speeds
      WHERE worker_kind = ?1 AND potential_sha256 = ?2)sql",
                                 worker_kind, Blob{potential_sha256});
  while (row.Step()) costs.Add(row.Text(0), row.Int(1), row.Real(2));
  return costs;
}

bool KeepCalibration(Database& database, const v1::CalibrationWanted& wanted) {
  v1::CalibrationWanted all = wanted;
  {
    Statement row = database.Query(R"sql(
        SELECT request
        FROM calibrations
        WHERE potential_sha256 = ?1 AND precision = ?2)sql",
                                   Blob{wanted.potential_sha256()},
                                   static_cast<int>(wanted.precision()));
    if (row.Step()) {
      v1::CalibrationWanted before;
      before.ParseFromString(row.Bytes(0));
      all.mutable_atoms()->MergeFrom(before.atoms());
      std::sort(all.mutable_atoms()->begin(), all.mutable_atoms()->end());
      all.mutable_atoms()->erase(
          std::unique(all.mutable_atoms()->begin(), all.mutable_atoms()->end()),
          all.atoms().end());
      if (all.atoms_size() == before.atoms_size()) return false;
    }
  }
  // A new number makes it the newest.
  database.Run(R"sql(
      INSERT OR REPLACE INTO calibrations (potential_sha256, precision, request)
      VALUES (?1, ?2, ?3))sql",
               Blob{wanted.potential_sha256()},
               static_cast<int>(wanted.precision()),
               Blob{all.SerializeAsString()});
  return true;
}

std::vector<v1::CalibrationWanted> CalibrationsFor(Database& database,
                                                   std::string_view worker_kind,
                                                   absl::Time now) {
  database.WritePending();
  std::vector<v1::CalibrationWanted> calibrations;
  Statement row = database.Query(R"sql(
      SELECT request
      FROM calibrations
      ORDER BY calibration_id DESC
      LIMIT ?1)sql",
                                 kMostCalibrations);
  while (row.Step()) {
    v1::CalibrationWanted wanted;
    wanted.ParseFromString(row.Bytes(0));
    v1::CalibrationWanted missing = wanted;
    missing.clear_atoms();
    for (const std::int64_t atoms : wanted.atoms()) {
      if (!IsKnown(database, worker_kind, wanted, atoms, now)) {
        missing.add_atoms(atoms);
      }
    }
    if (missing.atoms_size() > 0) calibrations.push_back(std::move(missing));
  }
  return calibrations;
}

}  // namespace lehr::server
