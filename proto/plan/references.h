#ifndef LEHR_PROTO_PLAN_REFERENCES_H_
#define LEHR_PROTO_PLAN_REFERENCES_H_

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "lehr/v1/sweep.pb.h"
#include "proto/plan/violations.h"

namespace lehr::plan {

// ReferenceTable numbers what a sweep's stages refer to, and checks that it
// exists and that nothing waits for itself.
class ReferenceTable {
 public:
  // An observable of the point with `treatment`.
  struct Entry {
    int treatment;
    int observable;  // number in Observables()
    auto operator<=>(const Entry&) const = default;
  };

  // `spec` must outlive the table.
  explicit ReferenceTable(const v1::SweepSpec& spec);

  // Owner of stages of the sample, which are in the path of every treatment.
  static constexpr int kSample = -1;

  // The number of the entry that `reference`, found at path `field` in stages
  // of treatment `owner`, means. If there is no such treatment or observable,
  // or it is not a stress, adds that to `violations` and returns -1. The factor
  // is not looked at.
  int Find(const v1::Reference& reference, int owner, const std::string& field,
           Violations* violations);

  // Adds every reference by which a point would wait for itself. After all have
  // been found; true if there is none.
  bool CheckLoops(Violations* violations) const;

  const std::vector<Entry>& entries() const { return entries_; }

 private:
  struct Use {
    int owner;
    int treatment;
    std::string field;
  };

  int FindTreatment(const v1::Reference& reference, const std::string& field,
                    Violations* violations) const;
  int FindObservable(const v1::Reference& reference, int treatment,
                     const std::string& field, Violations* violations) const;
  // Whether a point of `from` waits, perhaps through others, for one of `to`.
  bool Waits(int from, int to) const;

  const v1::SweepSpec& spec_;
  std::vector<std::string> names_;  // of the treatments
  std::vector<Entry> entries_;
  std::vector<Use> uses_;
  std::set<std::pair<int, int>> edges_;  // owner, treatment of `uses_`
};

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_REFERENCES_H_
