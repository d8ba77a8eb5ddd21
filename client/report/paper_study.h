#ifndef LEHR_CLIENT_REPORT_PAPER_STUDY_H_
#define LEHR_CLIENT_REPORT_PAPER_STUDY_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>

#include "client/plot/sweep_data.h"
#include "client/replica_groups.h"

namespace lehr::client {

// What S. Li, Y. Yu, P. S. Branicio and Z.-D. Sha, Mater. Today Commun. 36,
// 106493 (2023), doi:10.1016/j.mtcomm.2023.106493, print (paper_values.csv) and
// state (paper_trends.csv). Treatments are named as our protocols; a level is
// the annealing temperature [K], the biaxial stress [GPa], which is also a
// fraction of their yield stress, or the number of cycles.
struct PaperLevel {
  std::optional<double> level;
  std::optional<double> fraction;
};

struct PaperValue {
  std::string treatment;
  PaperLevel at;
  std::string observable;
  std::string unit;
  double value = 0;
  std::string source;  // "Table 2"
};

struct PaperTrend {
  std::string treatment;
  PaperLevel at;  // of `above` and `below`
  std::string observable;
  // "above" or "below" as-cast; or along the levels "rises", "falls" or
  // "constant".
  std::string expected;
  std::string source;
};

std::vector<PaperValue> PaperValues();
std::vector<PaperTrend> PaperTrends();

// Whether the sweep does what that study does: Cu64Zr36, and at least one of
// its three treatments, as protocols.
bool IsOfPaperStudy(const v1::SweepSpec& spec);

// The condition of our sweep that is this one of the paper's; null if there is
// none. Levels are equal within 1 %.
const PointGroup* ConditionOf(const SweepData& data,
                              const std::string& treatment,
                              const PaperLevel& at);

// Our conditions of the treatment, from the lowest level to the highest.
std::vector<const PointGroup*> ConditionsByLevel(const SweepData& data,
                                                 const std::string& treatment);

// The level of a condition, in words: "900 K", "0.6 of as-cast yield stress".
std::string LevelText(const SweepData& data, const PointGroup& group);

// What of the system differs: a name, the paper's and ours.
struct SystemDifference {
  std::string what;
  std::string paper;
  std::string ours;
};
std::vector<SystemDifference> SystemDifferences(const SweepData& data);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_REPORT_PAPER_STUDY_H_
