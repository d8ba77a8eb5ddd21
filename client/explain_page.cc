#include "client/explain_page.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>

#include "client/attempt_text.h"
#include "client/proto_json.h"
#include "client/text_table.h"

namespace lehr::client {
namespace {

// Of what a process wrote before it failed, the end tells why.
constexpr std::ptrdiff_t kLogLines = 10;

template <typename Lines>
void AppendLines(std::string_view name, const Lines& lines, std::string* text) {
  for (const auto& line : lines) {
    absl::StrAppendFormat(text, "  %-5s  %s\n", name, line);
    name = "";
  }
}

std::string NearestText(const v1::NearestKey& nearest) {
  std::string text = absl::StrFormat(
      "  not found among what is done: the nearest is segment %d (%s)%s\n",
      nearest.segment_id(), nearest.label(),
      nearest.sweep().empty() ? "" : " of sweep " + nearest.sweep());
  TextTable table;
  table.AddColumn("    what differs");
  table.AddColumn("here");
  table.AddColumn("there");
  for (const v1::FieldDifference& difference : nearest.differences()) {
    table.AddRow(
        {"    " + difference.field(), difference.here(), difference.there()});
  }
  return text + table.ToString();
}

std::string LogText(const std::string& log) {
  const std::vector<std::string> lines =
      absl::StrSplit(absl::StripSuffix(log, "\n"), '\n');
  std::string text;
  for (auto line = lines.end() - std::min(kLogLines, std::ssize(lines));
       line != lines.end(); ++line) {
    absl::StrAppend(&text, "    | ", *line, "\n");
  }
  return text;
}

std::string SegmentText(const v1::SegmentExplanation& segment) {
  std::string text =
      absl::StrFormat("\nsegment %d  %s  (%s)\n", segment.segment_id(),
                      segment.label(), Word(segment.state()));
  AppendLines("why", segment.why(), &text);
  AppendLines("next", segment.next(), &text);
  if (segment.has_nearest()) text += NearestText(segment.nearest());
  for (const v1::Attempt& attempt : segment.attempts()) {
    text += AttemptText(attempt);
    if (!attempt.log().empty()) text += LogText(attempt.log());
  }
  return text;
}

}  // namespace

std::string ExplainPage(const v1::ExplainResponse& explanation) {
  std::string text = explanation.summary() + "\n";
  for (const v1::SegmentExplanation& segment : explanation.segments()) {
    text += SegmentText(segment);
  }
  return text;
}

}  // namespace lehr::client
