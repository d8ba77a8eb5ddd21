#ifndef LEHR_PROTO_PLAN_POINTS_H_
#define LEHR_PROTO_PLAN_POINTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include <google/protobuf/repeated_ptr_field.h>

#include "lehr/v1/sweep.pb.h"
#include "proto/plan/violations.h"

namespace lehr::plan {

// The values of a parameter, in order. Those of a range are rounded to 12
// digits, so that they are the numbers that a person would write: 0.3 and not
// 0.30000000000000004. Adds to `violations` under `field` what is wrong with
// them; then the only value is a NaN.
std::vector<double> ValuesOf(const v1::Parameter& parameter,
                             const std::string& field, Violations* violations);

// A ParameterGrid is all combinations of the values of a list of parameters,
// the sweep's or a treatment's. Zipped parameters take their values together;
// zip groups do not reach from one list into another.
class ParameterGrid {
 public:
  // Doubles up to here are exact, and products with the other counts of a sweep
  // do not overflow.
  static constexpr std::int64_t kMaxSize = 1000000000000000;

  // Reads `parameters`; `field` is the path of the list ("parameters"). Adds to
  // `violations` bad names, values and groups.
  ParameterGrid(
      const google::protobuf::RepeatedPtrField<v1::Parameter>& parameters,
      const std::string& field, Violations* violations);

  // Number of combinations, at least 1; kMaxSize stands for all above.
  std::int64_t size() const { return size_; }
  const std::vector<std::string>& names() const { return names_; }

  // Combination `index`, in [0, size()): a value for each parameter, in the
  // order of the list. The first parameter changes slowest.
  std::vector<double> At(std::int64_t index) const;

 private:
  // Parameters that take their values together.
  struct Group {
    std::string name;  // empty for one that is not zipped
    std::vector<std::size_t> members;
    std::int64_t size = 1;
  };

  void AddToGroups(const v1::Parameter& parameter, std::size_t index,
                   const std::string& field, Violations* violations);

  std::vector<std::string> names_;
  std::vector<std::vector<double>> values_;  // of each parameter
  std::vector<Group> groups_;  // in the order of their first members
  std::int64_t size_ = 1;
};

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_POINTS_H_
