#ifndef LEHR_SERVER_CORE_WORK_COST_H_
#define LEHR_SERVER_CORE_WORK_COST_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "lehr/v1/law.pb.h"

namespace lehr::server {

// What takes about the same time for the same number of units: "dynamics",
// "elastic", "structure", ... A literal, valid for good; kept in the database.
std::string_view CostKindOf(const v1::Work& work);

// Steps of dynamics in the given precision.
std::string_view DynamicsCostKind(v1::Precision precision);

// What comes with every segment, whatever its work: lease, states fetched and
// delivered, and the time until the next lease.
inline constexpr std::string_view kOverheadKind = "overhead";

// In what work is counted: atoms times planned steps, which for minimizations
// are an estimate of the force evaluations, and with an energy are joined by
// those of its inherent structure. Work that is planned with no steps counts
// one, so that measurements grow with the number of atoms.
double CostUnits(const v1::Work& work, std::int64_t atoms, std::int64_t steps);

// A CostMean is a running mean of what a unit takes.
struct CostMean {
  double seconds = 0;         // per unit
  double weight_seconds = 0;  // time that the mean stands for
};

// The mean with one more measurement, of `seconds` per unit over `measured_for`
// seconds. Long measurements count more, and old ones fade. One that lies far
// off moves an established mean by no more than its weight's share of a factor
// of two, since a computer may have been asleep.
CostMean Refine(const std::optional<CostMean>& before, double seconds,
                double measured_for);

// WorkCosts is how long a kind of worker takes for work with one potential, as
// far as that was measured.
class WorkCosts {
 public:
  // Seconds per unit (of overhead: per segment) at this size; at least 1 atom.
  void Add(std::string_view kind, std::int64_t atoms, double seconds);

  // Whether dynamics was measured: then all times can be told.
  bool has_dynamics() const;

  // Time of a segment with `steps` to take [s]. Between two sizes that were
  // measured linear in log(atoms); beyond them as at the nearest. A kind that
  // was never measured takes its usual multiple of what dynamics takes.
  // nullopt if dynamics has not been measured either.
  std::optional<double> SecondsOf(const v1::Work& work, std::int64_t atoms,
                                  std::int64_t steps) const;

 private:
  using BySize = std::map<double, double>;  // log(atoms) to seconds per unit

  // As SecondsOf, per unit.
  std::optional<double> PerUnit(std::string_view kind,
                                std::int64_t atoms) const;

  std::map<std::string, BySize, std::less<>> measured_;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_CORE_WORK_COST_H_
