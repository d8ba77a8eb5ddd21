#ifndef LEHR_CLIENT_TEXT_TABLE_H_
#define LEHR_CLIENT_TEXT_TABLE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lehr::client {

// Number of columns that UTF-8 text takes on a terminal: one for a letter, none
// for a combining mark, two for wide (East Asian) ones.
std::size_t DisplayWidth(std::string_view text);

// `text` cut to at most `width` columns, with "…" where something is missing.
std::string CutToWidth(std::string_view text, std::size_t width);

// TextTable lays out rows in columns that are as wide as their widest cell, two
// spaces apart.
class TextTable {
 public:
  enum class Align { kLeft, kRight };

  void AddColumn(std::string header, Align align = Align::kLeft);

  // A row has at most as many cells as there are columns.
  void AddRow(std::vector<std::string> cells);

  std::size_t rows() const { return rows_.size(); }

  // The header, a rule and the rows, each ending in a line feed; no spaces at
  // the end of a line.
  std::string ToString() const;

 private:
  std::vector<std::string> headers_;
  std::vector<Align> aligns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace lehr::client

#endif  // LEHR_CLIENT_TEXT_TABLE_H_
