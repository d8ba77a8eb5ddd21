#ifndef LEHR_CLIENT_OBSERVABLE_COLUMNS_H_
#define LEHR_CLIENT_OBSERVABLE_COLUMNS_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lehr::client {

// An ObservableColumn is one observable of a table.
struct ObservableColumn {
  std::string name;
  std::string unit;
};

// How papers write an observable.
struct ObservableSymbol {
  std::string_view name;
  std::string_view symbol;
};

// Those that a table of results shows if not all are wanted.
std::span<const ObservableSymbol> UsualSymbols();

// A ShownColumn is a column of a table for people.
struct ShownColumn {
  std::string name;
  std::string header;  // "E (GPa)"
};

// The columns that have one of these symbols, in the symbols' order.
std::vector<ShownColumn> ColumnsWithSymbols(
    const std::vector<ObservableColumn>& columns,
    std::span<const ObservableSymbol> symbols);

// All columns, under their names.
std::vector<ShownColumn> AllColumns(
    const std::vector<ObservableColumn>& columns);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_OBSERVABLE_COLUMNS_H_
