#ifndef LEHR_CLIENT_REPORT_HTML_H_
#define LEHR_CLIENT_REPORT_HTML_H_

#include <string>
#include <string_view>
#include <vector>

namespace lehr::client {

// An HtmlTable is written cell by cell; cells are escaped.
class HtmlTable {
 public:
  // A column of numbers is aligned to the right.
  void AddColumn(std::string_view header, bool is_number = false);

  void AddRow(const std::vector<std::string>& cells);

  // A class of the style sheet for the last cell of the last row.
  void MarkLastCell(std::string_view style);

  bool empty() const { return rows_.empty(); }

  // With a caption, unless it is empty.
  std::string ToString(std::string_view caption) const;

 private:
  struct Row {
    std::vector<std::string> cells;
    std::string last_style;
  };

  std::vector<std::string> headers_;
  std::vector<bool> numbers_;
  std::vector<Row> rows_;
};

// A picture that gnuplot wrote, to stand in a page: without the
// prologue of a file, with ids that begin with `prefix`, since ids are unique
// in a page, and with `title` as what it is called.
std::string InlineSvg(std::string_view svg, std::string_view prefix,
                      std::string_view title);

// Bytes as the content of a data: URL.
std::string Base64(std::string_view bytes);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_REPORT_HTML_H_
