#ifndef LEHR_CLIENT_ENGINE_COMPARISON_H_
#define LEHR_CLIENT_ENGINE_COMPARISON_H_

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "client/proto_json.h"
#include "client/statistics.h"
#include "lehr/v1/sweep_service.pb.h"

namespace lehr::client {

// What two engines make of one quantity of one treatment.
enum class Verdict {
  kAgree,
  kDiffer,
  kUnknown,  // too few replicas for a test
};

struct ComparisonRow {
  std::string group;  // "thermal_pressure, T 800"
  std::string observable;
  std::string unit;
  IndependentDifference difference;  // LAMMPS minus Lehr
  std::optional<double> holm_p_value = {};
  Verdict verdict = Verdict::kUnknown;
};

// Compares the replicas of each treatment and combination of values, observable
// by observable, by Welch's test. They are independent: two engines part from
// one start within picoseconds. A verdict is at 5 % for all rows together
// (Holm). Quantities of one engine alone are left out; numbers that say how a
// measurement went, and not what the glass is like (density_overflows,
// elastic_...), too. `lehr` and `lammps` are the same sweep.
std::vector<ComparisonRow> CompareEngines(
    std::span<const v1::PointResult> lehr,
    std::span<const v1::PointResult> lammps);

bool AnyDiffers(std::span<const ComparisonRow> rows);

std::string ComparisonText(std::span<const ComparisonRow> rows);
Json ComparisonJson(std::span<const ComparisonRow> rows);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_ENGINE_COMPARISON_H_
