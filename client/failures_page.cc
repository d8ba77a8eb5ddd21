#include "client/failures_page.h"

#include <algorithm>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>

#include "client/proto_json.h"
#include "client/sweep_standing.h"

namespace lehr::client {
namespace {

// More examples and lines would hide the next group; --json has all.
constexpr int kMostExamples = 3;
constexpr std::ptrdiff_t kMostLogLines = 8;

void AddLine(const char* name, const std::string& value, std::string* text) {
  if (value.empty()) return;
  absl::StrAppendFormat(text, "  %-9s %s\n", name, value);
}

std::string Count(std::int64_t count, const char* what) {
  return absl::StrFormat("%d %s%s", count, what, count == 1 ? "" : "s");
}

void AddLog(const std::string& log, std::string* text) {
  std::vector<std::string> lines =
      absl::StrSplit(log, '\n', absl::SkipWhitespace());
  const auto count = static_cast<std::ptrdiff_t>(lines.size());
  lines.erase(lines.begin(), lines.begin() + std::max<std::ptrdiff_t>(
                                                 count - kMostLogLines, 0));
  for (const std::string& line : lines) AddLine("log", line, text);
}

std::string GroupText(const v1::FailureGroup& group) {
  std::string text =
      absl::StrFormat("%s (%s), %s: %s\n", Count(group.count(), "segment"),
                      Count(group.points(), "point"),
                      Word(group.failure_class()), group.error());
  for (int i = 0; i < std::min(group.examples_size(), kMostExamples); ++i) {
    const v1::FailedSegment& example = group.examples(i);
    AddLine(i == 0 ? "such as" : "",
            absl::StrFormat("segment %d, %s", example.segment_id(),
                            example.label()),
            &text);
  }
  AddLine("mostly", absl::StrJoin(group.associations(), "; "), &text);
  AddLine("where", absl::StrJoin(group.places(), "; "), &text);
  AddLog(group.log(), &text);
  AddLine("then", group.advice(), &text);
  return text;
}

}  // namespace

std::string FailuresText(const v1::ListFailuresResponse& failures) {
  const v1::Sweep& sweep = failures.sweep();
  std::string text = absl::StrFormat("%s (sweep %d)  %s\n", sweep.name(),
                                     sweep.sweep_id(), StandingText(sweep));
  if (failures.groups_size() == 0) return text + "nothing has failed\n";
  for (const v1::FailureGroup& group : failures.groups()) {
    absl::StrAppend(&text, "\n", GroupText(group));
  }
  return text;
}

}  // namespace lehr::client
