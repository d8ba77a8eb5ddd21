#include "client/report/html.h"

#include <cstddef>

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>

#include "client/escape_markup.h"

namespace lehr::client {

void HtmlTable::AddColumn(std::string_view header, bool is_number) {
  headers_.emplace_back(header);
  numbers_.push_back(is_number);
}

void HtmlTable::AddRow(const std::vector<std::string>& cells) {
  rows_.push_back({cells, ""});
}

void HtmlTable::MarkLastCell(std::string_view style) {
  rows_.back().last_style = std::string(style);
}

std::string HtmlTable::ToString(std::string_view caption) const {
  std::string html = "<div class=\"scroll\"><table>\n";
  if (!caption.empty()) {
    absl::StrAppend(&html, "<caption>", EscapeMarkup(caption), "</caption>\n");
  }
  html += "<thead><tr>";
  for (std::size_t i = 0; i < headers_.size(); ++i) {
    absl::StrAppend(&html, "<th scope=\"col\"",
                    numbers_[i] ? " class=\"number\">" : ">",
                    EscapeMarkup(headers_[i]), "</th>");
  }
  html += "</tr></thead>\n<tbody>\n";
  for (const Row& row : rows_) {
    html += "<tr>";
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      std::string style = numbers_[i] ? "number" : "";
      if (i + 1 == row.cells.size() && !row.last_style.empty()) {
        style = row.last_style;
      }
      absl::StrAppend(
          &html, "<td",
          style.empty() ? ">" : absl::StrCat(" class=\"", style, "\">"),
          EscapeMarkup(row.cells[i]), "</td>");
    }
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

std::string InlineSvg(std::string_view svg, std::string_view prefix,
                      std::string_view title) {
  const std::size_t begin = svg.find("<svg");
  if (begin == std::string_view::npos) return "";
  std::string inlined(svg.substr(begin));
  const std::string p(prefix);
  inlined = absl::StrReplaceAll(
      inlined, {{"<title>Gnuplot</title>",
                 absl::StrCat("<title>", EscapeMarkup(title), "</title>")},
                {" id=\"", " id=\"" + p},
                {" id='", " id='" + p},
                {"href='#", "href='#" + p},
                {"href=\"#", "href=\"#" + p},
                {"url(#", "url(#" + p}});
  return inlined;
}

std::string Base64(std::string_view bytes) {
  return absl::Base64Escape(absl::string_view(bytes.data(), bytes.size()));
}

}  // namespace lehr::client
