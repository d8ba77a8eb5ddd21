#ifndef LEHR_TESTS_WORKER_STRUCTURE_FIXTURE_H_
#define LEHR_TESTS_WORKER_STRUCTURE_FIXTURE_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/small_solids.h"
#include "tests/worker/executor_fixture.h"

namespace lehr::worker {

// Measurements of the structure of crystals of the toy metal.
class StructureFixture : public ExecutorTest {
 protected:
  // 108 atoms of Cu at the lattice constant, each coordinate moved by up to
  // `amplitude` [A].
  static md::State Fcc(double amplitude = 0) {
    md::State state = md::FccState({3, 3, 3}, kToyLatticeConstant);
    md::Rattle(amplitude, 1, &state);
    return state;
  }

  static std::map<std::string, double> Values(const Outcome& outcome) {
    std::map<std::string, double> values;
    for (const v1::Observable& observable : outcome.observables) {
      EXPECT_TRUE(values.emplace(observable.name(), observable.value()).second)
          << observable.name() << " is there twice";
    }
    return values;
  }

  static std::string UnitOf(const Outcome& outcome, std::string_view name) {
    for (const v1::Observable& observable : outcome.observables) {
      if (observable.name() == name) return observable.unit();
    }
    return "none";
  }

  static std::vector<std::string> ColumnNames(const Outcome& outcome) {
    std::vector<std::string> names;
    if (!outcome.curve.has_value()) return names;
    for (const v1::Column& column : outcome.curve->columns()) {
      names.push_back(column.name());
      EXPECT_EQ(column.values_size(), outcome.curve->columns(0).values_size());
    }
    return names;
  }

  static std::vector<double> Column(const Outcome& outcome,
                                    std::string_view name) {
    for (const v1::Column& column : outcome.curve->columns()) {
      if (column.name() == name) {
        return {column.values().begin(), column.values().end()};
      }
    }
    ADD_FAILURE() << "no column " << name;
    return {};
  }

  static std::string Bytes(const Outcome& outcome) {
    std::string bytes;
    for (const v1::Observable& observable : outcome.observables) {
      bytes += observable.SerializeAsString();
    }
    return bytes + outcome.curve->SerializeAsString();
  }
};

}  // namespace lehr::worker

#endif  // LEHR_TESTS_WORKER_STRUCTURE_FIXTURE_H_
