#include "client/report/report_page.h"

#include <algorithm>
#include <map>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

#include "client/escape_markup.h"
#include "client/number_format.h"
#include "client/proto_json.h"
#include "client/report/html.h"
#include "client/report/report_files.h"
#include "client/report/report_tables.h"
#include "client/segment_tree.h"
#include "client/time_format.h"
#include "client/tree_layout.h"
#include "client/tree_svg.h"
#include "proto/support/sha256.h"
#include "proto/support/version.h"
#include "proto/yaml/sweep_writer.h"

namespace lehr::client {
namespace {

// Longer lists stand in a file only.
constexpr int kMostRows = 500;
constexpr int kMostFailures = 10;

std::string Term(std::string_view name, std::string_view text) {
  return absl::StrCat("<dt>", EscapeMarkup(name), "</dt><dd>",
                      EscapeMarkup(text), "</dd>\n");
}

std::string Paragraph(std::string_view text, std::string_view style = "") {
  return absl::StrCat(
      style.empty() ? "<p>"
                    : absl::StrCat("<p class=\"", std::string(style), "\">"),
      EscapeMarkup(text), "</p>\n");
}

// A part of the page, and its place in the list at the top.
struct Section {
  std::string id;
  std::string title;
  std::string html;
};

// Without fractions of a second.
std::string TimeText(absl::Time time) {
  return IsoTime(absl::FromUnixSeconds(absl::ToUnixSeconds(time)));
}

std::string EndText(const v1::Sweep& sweep, absl::Time now) {
  if (!sweep.has_ended()) {
    return absl::StrCat("running since ",
                        FormatSpan(now - ToTime(sweep.created())));
  }
  return absl::StrCat(
      TimeText(ToTime(sweep.ended())), ", after ",
      FormatSpan(ToTime(sweep.ended()) - ToTime(sweep.created())));
}

std::string Header(const SweepData& data, const ReportParts& parts) {
  const v1::Sweep& sweep = data.sweep().sweep();
  const v1::SweepSpec& spec = data.sweep().spec();
  std::string html =
      absl::StrCat("<h1>", EscapeMarkup(sweep.name()), "</h1>\n");
  if (!spec.description().empty()) html += Paragraph(spec.description());
  html += "<dl>\n";
  html += Term("state", Word(sweep.state()));
  html += Term("points", absl::StrFormat("%d of %d done", sweep.points_done(),
                                         sweep.points()));
  html += Term("replicas", absl::StrCat(std::max(spec.replicas(), 1)));
  html += Term("submitted", TimeText(ToTime(sweep.created())));
  html += Term("ended", EndText(sweep, parts.now));
  html += Term("potential", spec.material().potential().name());
  html += Term(
      "this report",
      absl::StrFormat("%s, lehr %s", TimeText(parts.now), kSoftwareVersion));
  html += "</dl>\n";
  for (const std::string& note : parts.notes) {
    html += Paragraph(note, "soft");
  }
  return html;
}

// Work of the segments that the answer has.
struct Work {
  double as_written = 0;
  double shared = 0;
  std::int64_t segments = 0;
};

Work WorkOf(const SweepData& data) {
  Work work;
  const auto& plan = data.paths().plan();
  if (!plan.ok()) return work;
  work.as_written = static_cast<double>(plan->atom_steps_as_written);
  work.shared = static_cast<double>(plan::SharedAtomSteps(*plan));
  work.segments = static_cast<std::int64_t>(plan->segments.size());
  return work;
}

std::string PlanSection(const SweepData& data) {
  const Work work = WorkOf(data);
  if (work.segments == 0) {
    return Paragraph("This release cannot plan the sweep: " +
                     std::string(data.paths().plan().status().message()));
  }
  std::string html = Paragraph(absl::StrFormat(
      "%s points are %s segments of work. Written out one by one the points "
      "take %s atom-steps; since equal beginnings are computed once, it is %s, "
      "which saves %.0f %%.",
      FormatCount(data.sweep().sweep().points()),
      FormatCount(static_cast<double>(work.segments)),
      FormatCount(work.as_written), FormatCount(work.shared),
      work.as_written > 0 ? 100 * (1 - work.shared / work.as_written) : 0));
  const SegmentTree tree = SweepTree(data.sweep());
  // As an image, because its style sheet would be that of the page.
  absl::StrAppend(
      &html,
      "<figure>\n<img alt=\"The plan as a tree\" "
      "src=\"data:image/svg+xml;base64,",
      Base64(TreeSvg(tree, LayOut(tree, TreeDetail::kFolded))),
      "\">\n<figcaption>The plan as a tree of physical time; what is "
      "alike is drawn once.</figcaption>\n</figure>\n");
  return html;
}

std::string FiguresSection(const ReportParts& parts) {
  std::string html;
  int number = 0;
  for (const DrawnFigure& figure : parts.figures) {
    const std::string prefix = absl::StrFormat("f%d_", ++number);
    std::string text = absl::StrFormat("Figure %d. %s. %s", number,
                                       figure.caption, figure.note);
    if (!figure.paper.empty()) {
      absl::StrAppend(&text, " As in the reference study's ",
                      figure.paper.starts_with("Table") ? "" : "Fig. ",
                      figure.paper, ".");
    }
    absl::StrAppend(&html, "<figure class=\"chart\" id=\"figure-",
                    EscapeMarkup(figure.kind), "\">\n",
                    InlineSvg(figure.svg, prefix, figure.caption),
                    "\n<figcaption>", EscapeMarkup(text),
                    " Data: <code>figures/", EscapeMarkup(figure.kind),
                    ".csv</code></figcaption>\n</figure>\n");
  }
  return html;
}

std::string SnapshotsSection(const ReportParts& parts) {
  std::string html = "<div class=\"pictures\">\n";
  for (const Snapshot& snapshot : parts.snapshots) {
    absl::StrAppend(&html, "<figure><img alt=\"",
                    EscapeMarkup(snapshot.caption),
                    "\" src=\"data:image/png;base64,", Base64(snapshot.png),
                    "\"><figcaption>", EscapeMarkup(snapshot.caption),
                    "</figcaption></figure>\n");
  }
  return html + "</div>\n";
}

std::string FailuresSection(const SweepData& data) {
  std::string html;
  int failed = 0;
  for (const v1::Segment& segment : data.sweep().segments()) {
    if (segment.state() != v1::SEGMENT_STATE_FAILED) continue;
    if (++failed > kMostFailures) continue;
    absl::StrAppend(
        &html, "<h3>",
        EscapeMarkup(absl::StrFormat("Segment %d: %s", segment.segment_id(),
                                     segment.label())),
        "</h3>\n",
        Paragraph(absl::StrFormat(
                      "attempts: %d, the last by %s; points that need "
                      "it: %d",
                      segment.attempts(), segment.worker(), segment.points()),
                  "soft"),
        "<pre>", EscapeMarkup(segment.error()), "</pre>\n");
  }
  if (failed > kMostFailures) {
    html += Paragraph(
        absl::StrFormat("%d more segments have failed; all stand in sweep.json",
                        failed - kMostFailures));
  }
  HtmlTable points;
  points.AddColumn("point", true);
  points.AddColumn("treatment");
  points.AddColumn("state");
  points.AddColumn("error");
  for (const v1::PointResult& point : data.points()) {
    if (point.state() == v1::SWEEP_STATE_DONE) continue;
    points.AddRow({absl::StrCat(point.point()), point.treatment(),
                   Word(point.state()), point.error()});
  }
  if (!points.empty()) html += points.ToString("Points that are not done");
  return html;
}

std::string WorkersTable(const SweepData& data) {
  std::map<std::string, std::pair<int, absl::Duration>> workers;
  for (const v1::Segment& segment : data.sweep().segments()) {
    if (segment.worker().empty()) continue;
    auto& [segments, time] = workers[segment.worker()];
    ++segments;
    time += ToDuration(segment.run_time());
  }
  HtmlTable table;
  table.AddColumn("worker");
  table.AddColumn("segments", true);
  table.AddColumn("engine time", true);
  for (const auto& [name, work] : workers) {
    table.AddRow({name, absl::StrCat(work.first), FormatSpan(work.second)});
  }
  return table.empty() ? "" : table.ToString("Who computed it");
}

std::string SegmentsTable(const SweepData& data) {
  HtmlTable table;
  table.AddColumn("segment", true);
  table.AddColumn("what");
  table.AddColumn("state");
  table.AddColumn("attempts", true);
  table.AddColumn("worker");
  table.AddColumn("engine time", true);
  table.AddColumn("key");
  int rows = 0;
  for (const v1::Segment& segment : data.sweep().segments()) {
    if (++rows > kMostRows) break;
    table.AddRow({absl::StrCat(segment.segment_id()), segment.label(),
                  Word(segment.state()), absl::StrCat(segment.attempts()),
                  segment.worker(),
                  segment.has_run_time()
                      ? FormatSpan(ToDuration(segment.run_time()))
                      : "–",
                  ToHex(segment.key()).substr(0, 12)});
  }
  return absl::StrCat(
      "<details><summary>Segments</summary>\n",
      table.ToString(rows > kMostRows
                         ? absl::StrFormat("The first %d; all stand in "
                                           "sweep.json",
                                           kMostRows)
                         : ""),
      "</details>\n");
}

std::string ProvenanceSection(const SweepData& data, const ReportParts& parts) {
  const v1::PotentialRef& potential =
      data.sweep().spec().material().potential();
  const std::string id = absl::StrCat(data.sweep().sweep().sweep_id());
  std::string html = "<dl>\n";
  html += Term("sweep", id);
  html += Term("server", parts.server_address);
  html += Term(
      "potential",
      absl::StrFormat("%s, cutoff %g Å, SHA-256 %s", potential.name(),
                      potential.cutoff_angstrom(), ToHex(potential.sha256())));
  html += Term("numerics", absl::StrFormat("version %d of the engine: the same "
                                           "states have the same bits",
                                           kNumericsVersion));
  html += Term("seed", absl::StrCat(data.sweep().spec().seed()));
  html += "</dl>\n";
  html += WorkersTable(data);
  html += "<h3>To compute it again</h3>\n";
  absl::StrAppend(
      &html, "<pre>",
      EscapeMarkup(absl::StrFormat(
          "lehr report %s -o DIR          # this report\n"
          "lehr results %s --all          # the numbers\n"
          "lehr submit source/sweep.yaml --recompute   # all of it again, "
          "compared with what is there\n"
          "lehr run source/sweep.yaml --data EMPTY     # the same on another "
          "machine: the same numbers to the last digit\n",
          id, id)),
      "</pre>\n");
  html += SegmentsTable(data);
  absl::StrAppend(
      &html,
      "<details><summary>What was submitted</summary>\n<pre "
      "class=\"wide\">",
      EscapeMarkup(
          yaml::WriteSweep(data.sweep().spec(), potential.name()).text),
      "</pre></details>\n");
  return html;
}

std::string FilesSection(const ReportParts& parts) {
  std::string html = "<ul>\n";
  for (const std::string& file : parts.files) {
    absl::StrAppend(&html, "<li><code>", EscapeMarkup(file), "</code></li>\n");
  }
  return html + "</ul>\n";
}

std::vector<Section> SectionsOf(const SweepData& data,
                                const ReportParts& parts) {
  std::vector<Section> sections;
  const auto add = [&sections](std::string id, std::string title,
                               std::string html) {
    if (!html.empty()) {
      sections.push_back({std::move(id), std::move(title), std::move(html)});
    }
  };
  add("failures", "What is not done", FailuresSection(data));
  add("plan", "Plan", PlanSection(data));
  const std::string tables = ResultTables(data);
  add("results", "Results",
      tables.empty() ? Paragraph("No point has measured anything yet.")
                     : tables);
  if (!parts.figures.empty()) {
    add("figures", "Figures", FiguresSection(parts));
  }
  if (!parts.snapshots.empty()) {
    add("snapshots", "Snapshots", SnapshotsSection(parts));
  }
  if (!parts.comparison_html.empty()) {
    add("paper", "Beside the published study",
        Paragraph("S. Li, Y. Yu, P. S. Branicio and Z.-D. Sha, Mater. Today "
                  "Commun. 36, 106493 (2023), "
                  "doi:10.1016/j.mtcomm.2023.106493. A verdict holds for the "
                  "system of this sweep, not for theirs.") +
            parts.comparison_html);
  }
  add("provenance", "Provenance", ProvenanceSection(data, parts));
  add("files", "Files", FilesSection(parts));
  return sections;
}

}  // namespace

std::string ReportPage(const SweepData& data, const ReportParts& parts) {
  const std::vector<Section> sections = SectionsOf(data, parts);
  std::string html = absl::StrCat(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta "
      "charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\">\n<title>",
      EscapeMarkup(data.sweep().sweep().name()), " – report</title>\n<style>\n",
      kReportStyle, "</style>\n</head>\n<body>\n<header>\n",
      Header(data, parts), "<nav aria-label=\"Contents\"><ul>\n");
  for (const Section& section : sections) {
    absl::StrAppend(&html, "<li><a href=\"#", section.id, "\">", section.title,
                    "</a></li>\n");
  }
  html += "</ul></nav>\n</header>\n<main>\n";
  for (const Section& section : sections) {
    absl::StrAppend(&html, "<section>\n<h2 id=\"", section.id, "\">",
                    section.title, "</h2>\n", section.html, "</section>\n");
  }
  return html + "</main>\n</body>\n</html>\n";
}

}  // namespace lehr::client
