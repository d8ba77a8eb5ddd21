#ifndef LEHR_PROTO_YAML_PROBLEMS_H_
#define LEHR_PROTO_YAML_PROBLEMS_H_

#include <string>
#include <string_view>
#include <vector>

namespace lehr::yaml {

// A Position is a place in a text file; lines and columns count from 1. Line 0
// means the file as a whole.
struct Position {
  int line = 0;
  int column = 0;
};

// A Problem is one thing that is wrong with a sweep file.
struct Problem {
  Position position;
  // Path of the field, as the file or the server calls it; may be empty.
  std::string field;
  // What was expected and what was found.
  std::string message;
};

// The problems in the file's order.
std::vector<Problem> InFileOrder(std::vector<Problem> problems);

// "sweep.yaml:12:9: sample[1].hold.time_ps: expected …", one line a problem, in
// the file's order, without a line feed at the end.
std::string FormatProblems(std::string_view file,
                           std::vector<Problem> problems);

}  // namespace lehr::yaml

#endif  // LEHR_PROTO_YAML_PROBLEMS_H_
