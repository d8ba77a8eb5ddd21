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

// A condition of theirs.
struct PaperCondition {
  std::string treatment;
  PaperLevel at;
};

struct PaperTrend {
  std::string treatment;
  PaperLevel at;
  std::string observable;
  // At a level "above" or "below" as-cast, or `than`; along the levels "rises",
  // "falls" or "constant"; while the glass of that level is pulled, from a
  // strain of 0.1 on, "settles" or "keeps_falling".
  std::string expected;
  std::optional<PaperCondition> than;
  // Of the state after the pull, not before it.
  bool strained = false;
  // Smaller samples cannot show it.
  double least_atoms = 0;
  std::string source;
};

const std::vector<PaperValue>& PaperValues();
std::vector<PaperTrend> PaperTrends();

// Where that study does not agree with itself, each a sentence.
std::vector<std::string> PaperInconsistencies();

// Whether the sweep does what that study does: Cu64Zr36, and at least one of
// its three treatments: as protocols, or a cycle of ramps.
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

// Atoms of the largest state; 0 if the sweep cannot be planned.
double AtomsOf(const SweepData& data);

// What of the system differs: a name, the paper's and ours.
struct SystemDifference {
  std::string what;
  std::string paper;
  std::string ours;
};
std::vector<SystemDifference> SystemDifferences(const SweepData& data);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_REPORT_PAPER_STUDY_H_
