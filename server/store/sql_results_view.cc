#include "server/store/sql_results_view.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>

namespace lehr::server {
namespace {

bool IsWordCharacter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// What stands behind `prefix` in the statement's words that begin with it.
void AddNamesAfter(std::string_view prefix, std::string_view statement,
                   std::set<std::string>* names) {
  std::size_t at = 0;
  while ((at = statement.find(prefix, at)) != std::string_view::npos) {
    const bool begins = at == 0 || !IsWordCharacter(statement[at - 1]);
    at += prefix.size();
    std::size_t end = at;
    while (end < statement.size() && IsWordCharacter(statement[end])) ++end;
    if (begins && end > at) names->emplace(statement.substr(at, end - at));
  }
}

std::string AsWord(std::string name) {
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !IsWordCharacter(c); },
      '_');
  return name;
}

std::int64_t FindSweepByWord(Database& database, const std::string& word) {
  std::int64_t number = 0;
  const bool is_number = absl::SimpleAtoi(word, &number);
  Statement row = database.Query(R"sql(
      SELECT sweep_id, name
      FROM sweeps
      ORDER BY sweep_id DESC)sql");
  while (row.Step()) {
    if (is_number ? row.Int(0) == number : AsWord(row.Text(1)) == word) {
      return row.Int(0);
    }
  }
  return 0;
}

// Names and text of a view cannot be bound as values.
std::string Identifier(const std::string& name) {
  return absl::StrCat("\"", absl::StrReplaceAll(name, {{"\"", "\"\""}}), "\"");
}
std::string Literal(const std::string& text) {
  return absl::StrCat("'", absl::StrReplaceAll(text, {{"'", "''"}}), "'");
}

// An observable of the last measurement of a kind.
struct Measured {
  std::string kind;
  std::string name;
  std::string unit;
};

// Of some points of each treatment, those that have got furthest.
std::vector<Measured> MeasuredIn(Database& database, std::int64_t sweep_id) {
  std::vector<Measured> all;
  std::set<std::pair<std::string, std::string>> seen;
  Statement row = database.Query(R"sql(
      WITH ranked AS (
        SELECT point, row_number() OVER (
          PARTITION BY treatment ORDER BY open_segments, point) AS place
        FROM points
        WHERE sweep_id = ?1)
      SELECT segments.kind, observables.name, observables.unit
      FROM ranked
      JOIN point_segments AS path
        ON path.sweep_id = ?1 AND path.point = ranked.point
      JOIN segments ON segments.segment_id = path.segment_id
      JOIN observables ON observables.segment_id = path.segment_id
      WHERE ranked.place <= 8 AND segments.kind <> 'ADVANCE'
      ORDER BY ranked.point, path.position, observables.position)sql",
                                 sweep_id);
  while (row.Step()) {
    Measured measured = {row.Text(0), row.Text(1), row.Text(2)};
    if (seen.emplace(measured.kind, measured.name).second) {
      all.push_back(std::move(measured));
    }
  }
  return all;
}

std::vector<std::string> ParametersIn(Database& database,
                                      std::int64_t sweep_id) {
  std::vector<std::string> names;
  // Points of one treatment have the same ones.
  Statement row = database.Query(R"sql(
      SELECT DISTINCT name
      FROM point_parameters
      WHERE sweep_id = ?1 AND point IN (
        SELECT min(point)
        FROM points
        WHERE sweep_id = ?1
        GROUP BY treatment)
      ORDER BY point, position)sql",
                                 sweep_id);
  while (row.Step()) names.push_back(row.Text(0));
  return names;
}

bool HasBaselines(Database& database, std::int64_t sweep_id) {
  Statement row = database.Query(R"sql(
      SELECT 1
      FROM points
      WHERE sweep_id = ?1 AND baseline_point <> point
      LIMIT 1)sql",
                                 sweep_id);
  return row.Step();
}

// A column of results_NAME.
struct ViewColumn {
  std::string name;
  std::string role;
  std::string unit;
  std::string expression;
};

class ResultsView {
 public:
  explicit ResultsView(std::int64_t sweep_id) : sweep_(absl::StrCat(sweep_id)) {
    Add("point", "point", "", "points.point");
    Add("treatment", "point", "", "points.treatment");
    Add("replica", "point", "", "points.replica");
    Add("state", "point", "", StateExpression());
    Add("error", "point", "", FailedExpression("error"));
    Add("baseline_point", "point", "", "points.baseline_point");
  }

  void AddParameter(const std::string& name) {
    Add(name, "parameter", "",
        absl::StrCat("(SELECT value FROM point_parameters AS given"
                     " WHERE given.sweep_id = ",
                     sweep_,
                     " AND given.point = points.point"
                     " AND given.name = ",
                     Literal(name), ")"));
  }

  void AddObservable(const Measured& measured) {
    const std::string name = Add(measured.name, "observable", measured.unit,
                                 Value(measured, "value", "points.point"));
    Add(name + "_error", "error", measured.unit,
        Value(measured, "standard_error", "points.point"));
  }

  // As DerivedObservables() in server/core has it.
  void AddDifference(const Measured& measured) {
    const auto both = [&](const char* column) {
      return std::pair(Value(measured, column, "points.point"),
                       Value(measured, column, "points.baseline_point"));
    };
    const auto of_others = [](const std::string& expression) {
      return absl::StrCat(
          "CASE WHEN points.baseline_point <> points.point THEN ", expression,
          " END");
    };
    const auto [own, before] = both("value");
    const auto [own_error, before_error] = both("standard_error");
    const std::string name =
        Add("delta_" + measured.name, "observable", "meV/atom",
            of_others(absl::StrCat("1000 * (", own, " - ", before, ")")));
    Add(name + "_error", "error", "meV/atom",
        of_others(absl::StrCat("1000 * sqrt(", own_error, " * ", own_error,
                               " + ", before_error, " * ", before_error, ")")));
  }

  std::string Script(const std::string& word) const {
    std::string columns;
    std::string rows;
    for (const ViewColumn& column : columns_) {
      absl::StrAppend(&columns, columns.empty() ? "" : ", ", column.expression,
                      " AS ", Identifier(column.name));
      absl::StrAppend(&rows, rows.empty() ? "" : ", ", "(",
                      Literal(column.name), ", ", Literal(column.role), ", ",
                      Literal(column.unit), ")");
    }
    return absl::StrCat("CREATE TEMP VIEW ", Identifier("results_" + word),
                        " AS SELECT ", columns,
                        " FROM points WHERE points.sweep_id = ", sweep_,
                        "; CREATE TEMP VIEW ", Identifier("columns_" + word),
                        " (name, role, unit) AS VALUES ", rows, ";");
  }

 private:
  // Returns the name that it got.
  std::string Add(const std::string& name, const std::string& role,
                  const std::string& unit, std::string expression) {
    const int times = ++times_[name];
    const std::string own = times == 1 ? name : absl::StrCat(name, "_", times);
    columns_.push_back({own, role, unit, std::move(expression)});
    return own;
  }

  // The last measurement of a kind on a point's path, so that of the results.
  std::string Value(const Measured& measured, const std::string& column,
                    const std::string& point) const {
    return absl::StrCat(
        "(SELECT found.", column,
        " FROM observables AS found WHERE found.name = ",
        Literal(measured.name),
        " AND found.segment_id = (SELECT path.segment_id"
        " FROM point_segments AS path CROSS JOIN segments AS measuring"
        " ON measuring.segment_id = path.segment_id WHERE path.sweep_id = ",
        sweep_, " AND path.point = ", point,
        " AND measuring.kind = ", Literal(measured.kind),
        " ORDER BY path.position DESC LIMIT 1))");
  }

  std::string FailedExpression(const std::string& column) const {
    return absl::StrCat(
        "(SELECT bad.", column,
        " FROM point_segments AS path JOIN segments AS bad"
        " ON bad.segment_id = path.segment_id WHERE points.open_segments > 0"
        " AND path.sweep_id = ",
        sweep_,
        " AND path.point = points.point AND bad.state = 'FAILED'"
        " ORDER BY path.position LIMIT 1)");
  }

  std::string StateExpression() const {
    return absl::StrCat("CASE WHEN points.open_segments = 0 THEN 'DONE' ELSE",
                        " coalesce(", FailedExpression("state"),
                        ", (SELECT state FROM sweeps WHERE sweep_id = ", sweep_,
                        ")) END");
  }

  std::string sweep_;
  std::vector<ViewColumn> columns_;
  std::map<std::string, int> times_;
};

void MakeViews(Database& database, std::int64_t sweep_id,
               const std::string& word) {
  ResultsView view(sweep_id);
  for (const std::string& name : ParametersIn(database, sweep_id)) {
    view.AddParameter(name);
  }
  const std::vector<Measured> measured = MeasuredIn(database, sweep_id);
  for (const Measured& one : measured) view.AddObservable(one);
  if (HasBaselines(database, sweep_id)) {
    for (const Measured& one : measured) {
      if (one.kind == "ENERGY" && (one.name == "potential_energy" ||
                                   one.name == "inherent_structure_energy")) {
        view.AddDifference(one);
      }
    }
  }
  database.RunScript(view.Script(word));
}

}  // namespace

void MakeResultsViews(Database& database, std::string_view statement) {
  std::set<std::string> words;
  AddNamesAfter("results_", statement, &words);
  AddNamesAfter("columns_", statement, &words);
  for (const std::string& word : words) {
    const std::int64_t sweep_id = FindSweepByWord(database, word);
    if (sweep_id != 0) MakeViews(database, sweep_id, word);
  }
}

}  // namespace lehr::server
