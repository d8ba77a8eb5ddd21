#include "proto/yaml/yaml_reader.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

#include "proto/support/file.h"
#include "proto/support/nearest_name.h"
#include "proto/support/utf8.h"

namespace lehr::yaml {

Place Place::Key(std::string_view yaml_key, std::string_view spec_field,
                 Position where) const {
  const auto join = [](const std::string& path, std::string_view name) {
    if (name.empty()) return path;
    return path.empty() ? std::string(name)
                        : absl::StrFormat("%s.%s", path, name);
  };
  return {join(yaml, yaml_key), join(spec, spec_field), where};
}

Place Place::Item(std::size_t yaml_index, std::size_t spec_index,
                  Position where) const {
  return {absl::StrFormat("%s[%d]", yaml, yaml_index),
          absl::StrFormat("%s[%d]", spec, spec_index), where};
}

Position PositionOf(const YAML::Node& node) {
  const YAML::Mark mark = node.Mark();
  if (mark.is_null()) return {};
  return {mark.line + 1, mark.column + 1};
}

std::string Describe(const YAML::Node& node) {
  switch (node.Type()) {
    case YAML::NodeType::Scalar:
      return absl::StrCat("\"", node.Scalar(), "\"");
    case YAML::NodeType::Map:
      return "a mapping";
    case YAML::NodeType::Sequence:
      return "a list";
    default:
      return "nothing";
  }
}

std::string OneOf(std::span<const std::string> names) {
  if (names.empty()) return "";
  if (names.size() == 1) return names.front();
  return absl::StrCat(absl::StrJoin(names.begin(), names.end() - 1, ", "),
                      " or ", names.back());
}

std::optional<std::string> YamlReader::File(const YAML::Node& node,
                                            const Place& place) {
  const auto name = Text(node, place);
  if (!name.has_value()) return std::nullopt;
  auto content = ReadFile(folder_ / *name);
  if (!content.ok()) {
    Complain(PositionOf(node), place, std::string(content.status().message()));
    return std::nullopt;
  }
  // Protobuf's strings are UTF-8; tables need no more than ASCII.
  const auto other = std::find_if(content->begin(), content->end(), [](char c) {
    return !absl::ascii_isascii(static_cast<unsigned char>(c));
  });
  if (other != content->end()) {
    Complain(
        PositionOf(node), place,
        absl::StrFormat("%s:%d: expected ASCII text, found the byte 0x%02x",
                        (folder_ / *name).string(),
                        std::count(content->begin(), other, '\n') + 1,
                        static_cast<unsigned char>(*other)));
    return std::nullopt;
  }
  return *std::move(content);
}

namespace {

// Columns count letters: bytes that continue one are not counted.
Position PositionAt(std::string_view text, std::size_t at) {
  const std::string_view before = text.substr(0, at);
  const std::size_t line_end = before.rfind('\n');
  const std::string_view line =
      before.substr(line_end == std::string_view::npos ? 0 : line_end + 1);
  const auto letters = std::count_if(line.begin(), line.end(), [](char letter) {
    return (static_cast<unsigned char>(letter) & 0xc0U) != 0x80U;
  });
  return {static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
          static_cast<int>(letters) + 1};
}

}  // namespace

void ReadYaml(const std::string& text, YamlReader& reader,
              const std::function<void(const YAML::Node&)>& read) {
  if (const std::size_t good = Utf8Prefix(text); good < text.size()) {
    reader.Complain(PositionAt(text, good), {},
                    NotUtf8(text, good) + ": save the file as UTF-8");
    return;
  }
  try {
    read(YAML::Load(text));
  } catch (const YAML::Exception& error) {
    const Position position =
        error.mark.is_null()
            ? Position()
            : Position{error.mark.line + 1, error.mark.column + 1};
    reader.Complain(position, {}, "not YAML: " + error.msg);
  }
}

std::optional<double> ParseNumber(const std::string& text) {
  double number = 0;
  // SimpleAtod would take "0x10", "inf" and " 1" too.
  const bool plain =
      text.find_first_not_of("0123456789+-.eE") == std::string::npos;
  if (!plain || !absl::SimpleAtod(text, &number) || !std::isfinite(number)) {
    return std::nullopt;
  }
  return number;
}

void YamlReader::Complain(Position position, const Place& place,
                          std::string message) {
  if (position.line == 0) position = place.position;
  problems_.push_back({position, place.yaml, std::move(message)});
}

void YamlReader::Mark(const Place& place) {
  source_map_.Add(place.spec, place.position);
}

std::vector<Entry> YamlReader::Entries(const YAML::Node& node,
                                       const Place& place,
                                       std::span<const std::string> known) {
  std::vector<Entry> entries;
  if (node.IsNull()) return entries;
  if (!node.IsMap()) {
    Complain(PositionOf(node), place,
             absl::StrCat("expected a mapping",
                          known.empty() ? "" : " with the keys ",
                          absl::StrJoin(known.begin(), known.end(), ", "),
                          ", found ", Describe(node)));
    return entries;
  }
  std::set<std::string> seen;
  for (const auto& pair : node) {
    const Position position = PositionOf(pair.first);
    if (!pair.first.IsScalar()) {
      Complain(position, place,
               "expected a name as key, found " + Describe(pair.first));
      continue;
    }
    const std::string& key = pair.first.Scalar();
    if (!seen.insert(key).second) {
      Complain(position, place.Key(key, "", position),
               absl::StrFormat("key \"%s\" stands twice: keep one", key));
      continue;
    }
    if (!known.empty() &&
        std::find(known.begin(), known.end(), key) == known.end()) {
      const std::string near = NearestName(key, known);
      Complain(
          position, place,
          absl::StrFormat("unknown key \"%s\": %sexpected %s", key,
                          near.empty() ? "" : "did you mean \"" + near + "\"? ",
                          OneOf(known)));
      continue;
    }
    entries.push_back({key, position, pair.second});
  }
  return entries;
}

std::vector<YAML::Node> YamlReader::Items(const YAML::Node& node,
                                          const Place& place,
                                          std::string_view expected) {
  std::vector<YAML::Node> items;
  if (!node.IsSequence()) {
    Complain(
        PositionOf(node), place,
        absl::StrFormat("expected %s, found %s", expected, Describe(node)));
    return items;
  }
  for (const auto& item : node) items.push_back(item);
  return items;
}

std::optional<std::string> YamlReader::Text(const YAML::Node& node,
                                            const Place& place) {
  if (node.IsScalar()) return node.Scalar();
  Complain(PositionOf(node), place, "expected text, found " + Describe(node));
  return std::nullopt;
}

std::optional<double> YamlReader::Number(const YAML::Node& node,
                                         const Place& place) {
  std::optional<double> number;
  if (node.IsScalar()) number = ParseNumber(node.Scalar());
  if (!number.has_value()) {
    Complain(PositionOf(node), place,
             "expected a number, found " + Describe(node));
  }
  return number;
}

std::optional<std::int64_t> YamlReader::Integer(const YAML::Node& node,
                                                const Place& place,
                                                std::int64_t least,
                                                std::int64_t most) {
  std::int64_t number = 0;
  if (node.IsScalar() && absl::SimpleAtoi(node.Scalar(), &number) &&
      number >= least && number <= most) {
    return number;
  }
  // The limits of the type itself are not worth words.
  const bool bounded = least != INT64_MIN;
  Complain(PositionOf(node), place,
           absl::StrFormat(
               "expected a whole number%s, found %s",
               bounded ? absl::StrFormat(" from %d to %d", least, most) : "",
               Describe(node)));
  return std::nullopt;
}

std::optional<bool> YamlReader::Bool(const YAML::Node& node,
                                     const Place& place) {
  if (node.IsScalar() && node.Scalar() == "true") return true;
  if (node.IsScalar() && node.Scalar() == "false") return false;
  Complain(PositionOf(node), place,
           "expected true or false, found " + Describe(node));
  return std::nullopt;
}

}  // namespace lehr::yaml
