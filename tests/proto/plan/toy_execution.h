#ifndef LEHR_TESTS_PROTO_PLAN_TOY_EXECUTION_H_
#define LEHR_TESTS_PROTO_PLAN_TOY_EXECUTION_H_

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "proto/plan/plan.h"
#include "tests/proto/plan/toy_engine.h"

namespace lehr::plan {

// What a server keeps, for all sweeps: end states and results by state key,
// and the states on the way to them by law key and steps.
struct ToyStore {
  std::map<std::string, ToyState> ends;
  std::map<std::string, std::map<std::int64_t, ToyState>> on_the_way;
};

// Executes a plan on the toy engine, as the server has it executed: a segment
// when its start and what it refers to are there, with the numbers that were
// measured, under the key of its state; from the furthest state on its way that
// the store has.
class ToyExecution {
 public:
  // All must outlive it. The plan's potential is a string of 32 "p".
  ToyExecution(const Plan& plan, ToyStore* store);

  // Segments as they are numbered.
  void RunInOrder();
  // In a random order that is possible, with attempts that end early.
  void RunInAnyOrder(std::mt19937_64* random);

  // What a segment ended with.
  ToyState end(int segment) const {
    return ends_[static_cast<std::size_t>(segment)];
  }
  // Work done [atom-steps].
  std::int64_t atom_steps() const { return atom_steps_; }

 private:
  bool IsReady(int segment) const;
  // The work, with numbers in place of references.
  v1::Work Resolved(const PlannedSegment& segment) const;
  // Does the segment, or the part of it up to `most_steps`. False if it is not
  // done then.
  bool Execute(int segment, std::int64_t most_steps);
  ToyState Advance(const PlannedSegment& segment, const v1::Work& work,
                   const std::string& parent_key, ToyState start,
                   std::int64_t most_steps);

  const Plan& plan_;
  ToyStore& store_;
  std::map<std::string, int> by_key_;
  std::vector<ToyState> ends_;
  std::vector<std::string> state_keys_;  // empty until done
  std::int64_t atom_steps_ = 0;
};

}  // namespace lehr::plan

#endif  // LEHR_TESTS_PROTO_PLAN_TOY_EXECUTION_H_
