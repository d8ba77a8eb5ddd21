#ifndef LEHR_TESTS_PROTO_YAML_SWEEP_TEXT_H_
#define LEHR_TESTS_PROTO_YAML_SWEEP_TEXT_H_

#include <string>

#include "proto/yaml/problems.h"
#include "proto/yaml/sweep_file.h"

namespace lehr::yaml {

// The shortest good sweep file: 3 lines, so that what a test appends begins in
// line 4.
inline constexpr char kShortSweep[] =
    "name: s\n"
    "material: {composition: {Cu: 0.5, Zr: 0.5}}\n"
    "sample: [create: {cells: [2, 2, 2]}]\n";

// The shortest sweep with `stages` (flow style) as its test.
inline SweepFile ParseWithTest(const std::string& stages) {
  return ParseSweepFile("s.yaml", kShortSweep + ("test: [" + stages + "]\n"));
}

// All problems of that file, as a person sees them.
inline std::string ProblemsWithTest(const std::string& stages) {
  const SweepFile file = ParseWithTest(stages);
  return FormatProblems(file.path, file.problems);
}

// All problems of a file, as a person sees them.
inline std::string ProblemsIn(const std::string& text) {
  const SweepFile file = ParseSweepFile("s.yaml", text);
  return FormatProblems(file.path, file.problems);
}

}  // namespace lehr::yaml

#endif  // LEHR_TESTS_PROTO_YAML_SWEEP_TEXT_H_
