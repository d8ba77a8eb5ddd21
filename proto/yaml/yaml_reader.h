#ifndef LEHR_PROTO_YAML_YAML_READER_H_
#define LEHR_PROTO_YAML_YAML_READER_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <yaml-cpp/yaml.h>

#include "proto/yaml/problems.h"
#include "proto/yaml/source_map.h"

namespace lehr::yaml {

// A Place is where the reader stands: in the file, and in the SweepSpec.
struct Place {
  // As the file says it: "treatments.soft.stages[0].hold".
  std::string yaml;
  // As the spec says it: "treatments[0].stages[0].hold".
  std::string spec;
  // Of the key or list item that leads here; for what is missing here.
  Position position;

  Place Key(std::string_view yaml_key, std::string_view spec_field,
            Position where) const;
  Place Item(std::size_t yaml_index, std::size_t spec_index,
             Position where) const;
};

// An Entry is a key of a mapping, and its value.
struct Entry {
  std::string key;
  Position position;
  YAML::Node value;
};

Position PositionOf(const YAML::Node& node);

// What a node is, for messages: `"abc"`, `a mapping`, `a list`, `nothing`.
std::string Describe(const YAML::Node& node);

// `a`, `b` or `c`.
std::string OneOf(std::span<const std::string> names);

// YamlReader takes values out of YAML nodes, notes what is wrong with them and
// goes on, so that all problems of a file are found in one pass.
class YamlReader {
 public:
  // Reads the file at `path`, beside which the files are that it names.
  explicit YamlReader(std::string_view path)
      : folder_(std::filesystem::path(path).parent_path()) {}

  // Notes a problem.
  void Complain(Position position, const Place& place, std::string message);

  // Remembers where the field of the spec is.
  void Mark(const Place& place);

  // The entries of a mapping, in the file's order. Keys that are not in `known`
  // and keys that stand twice are problems and left out; so is a node that is
  // not a mapping. Nothing (`key:`) is an empty mapping. An empty `known` means
  // that any key will do.
  std::vector<Entry> Entries(const YAML::Node& node, const Place& place,
                             std::span<const std::string> known);

  // The items of a list; a problem, and none, if it is not one.
  std::vector<YAML::Node> Items(const YAML::Node& node, const Place& place,
                                std::string_view expected);

  // Values; empty, and a problem, if the node does not hold one. Numbers are
  // finite.
  std::optional<std::string> Text(const YAML::Node& node, const Place& place);
  std::optional<double> Number(const YAML::Node& node, const Place& place);
  std::optional<std::int64_t> Integer(const YAML::Node& node,
                                      const Place& place, std::int64_t least,
                                      std::int64_t most);
  std::optional<bool> Bool(const YAML::Node& node, const Place& place);
  // What is in the file that the node names, ASCII text.
  std::optional<std::string> File(const YAML::Node& node, const Place& place);

  std::vector<Problem>& problems() { return problems_; }
  SourceMap& source_map() { return source_map_; }

 private:
  std::filesystem::path folder_;
  std::vector<Problem> problems_;
  SourceMap source_map_;
};

// Parses `text` and has `read` look at its root. What is not YAML is a problem;
// yaml-cpp's exceptions do not leave this function.
void ReadYaml(const std::string& text, YamlReader& reader,
              const std::function<void(const YAML::Node&)>& read);

// The number that `text` is, if it is a finite one and nothing else.
std::optional<double> ParseNumber(const std::string& text);

}  // namespace lehr::yaml

#endif  // LEHR_PROTO_YAML_YAML_READER_H_
