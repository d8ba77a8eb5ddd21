#ifndef LEHR_CLIENT_SQL_TABLE_H_
#define LEHR_CLIENT_SQL_TABLE_H_

#include <string>

#include "client/proto_json.h"
#include "client/sql_answer.h"

namespace lehr::client {

// An answer for people: numbers that are not whole with 7 digits, bytes in
// hexadecimal digits, a dash for NULL.
std::string SqlText(const SqlAnswer& answer);

// RFC 4180, but lines end in a line feed alone: all digits, nothing for NULL.
std::string SqlCsv(const SqlAnswer& answer);

// `columns`, `rows` (a list of values for each, as two columns may have one
// name) and `truncated`.
Json SqlJson(const SqlAnswer& answer);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_SQL_TABLE_H_
