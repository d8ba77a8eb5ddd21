#ifndef LEHR_PROTO_YAML_KEY_TABLE_H_
#define LEHR_PROTO_YAML_KEY_TABLE_H_

#include <string>
#include <string_view>
#include <vector>

namespace lehr::yaml {

// How the value of a key is read, and what the proto field is.
enum class Kind {
  kValue,     // Value: a number, $name or {ref, factor}
  kTime,      // Value in ps; the key ends in _ps, _ns or _fs
  kDouble,    // double
  kInteger,   // int32 or int64, any
  kCount,     // int32 of at least 1
  kBool,      // bool
  kChoice,    // enum or bool: one of `choices`
  kCounts,    // Counts: [nx, ny, nz]
  kPressure,  // Stress: its pressure_gpa
  kStress,    // Stress: its x, y and z
  kStages,    // repeated Stage
  kMeasures,  // repeated Measure
  kName,      // string
  kFile,      // string: what is in the file of this name
  kRadii,     // repeated ElementRadius: {Cu: 1.28, Zr: 1.6}
};

// A Choice is a word and the number of the enum value (or bool) that it means.
struct Choice {
  std::string_view word;
  int number = 0;
};

// A Key is a word of the sweep file and the proto field that it sets.
struct Key {
  std::string_view name;  // for kTime without the unit
  std::string_view field;
  Kind kind = Kind::kValue;
  std::vector<Choice> choices = {};
  std::string_view alias = {};  // another word for the same
};

// A unit of time that a key may end in.
struct TimeUnit {
  std::string_view suffix;
  double picoseconds = 1;
};
inline constexpr TimeUnit kTimeUnits[] = {
    {"_ps", 1.0}, {"_ns", 1e3}, {"_fs", 1e-3}};

// How the text under the table's name looks.
enum class Shape {
  kKeys,     // a mapping of the keys
  kScalar,   // the value of the only key, alone
  kMeasures  // a list of measures
};

// A KeyTable is a kind of stage (or measure, or the settings).
struct KeyTable {
  std::string_view name;  // in the sweep file, and of the field of `oneof kind`
  std::vector<Key> keys;
  // Of each group of fields at least one must be given.
  std::vector<std::vector<std::string_view>> required = {};
  Shape shape = Shape::kKeys;
};

// What the sweep file has for each kind of Stage, of Measure, and for Settings.
// A test compares them with the protos.
const std::vector<KeyTable>& StageTables();
const std::vector<KeyTable>& MeasureTables();
const KeyTable& SettingsTable();

// The table of that name; null if there is none.
const KeyTable* FindTable(const std::vector<KeyTable>& tables,
                          std::string_view name);

// All words that a table's keys may have: with units and aliases.
std::vector<std::string> Words(const KeyTable& table);

// The words of one key; the first is the one to recommend.
std::vector<std::string> Words(const Key& key);

// Names of tables.
std::vector<std::string> Names(const std::vector<KeyTable>& tables);

}  // namespace lehr::yaml

#endif  // LEHR_PROTO_YAML_KEY_TABLE_H_
