#pragma once
// A quick yes to "is this line an entry?": most entry lines are JSON objects of a plain kind, and for those the
// question is answered with some operations on 64 bytes at a time, without a branch for each token. What is not plain
// is for the full parser to judge (json_read.h); so nothing is refused here.
//
// A plain line is, with blanks (spaces) between tokens where JSON allows them but for the two ends of the line,
//
//   object = "{" member *("," member) "}"        member = string ":" (scalar / array)
//   array  = "[" [scalar *("," scalar)] "]"      scalar = string / "0" / digit1-9 *digit
//   string = quote *(any byte of 0x20 to 0x7f but quote and backslash) quote
//
//   {"build_number":0,"depends":["libgcc", "r"],"name":"nlopt"}
//
// and has not the key that entries may not have.

#include <string_view>
#include <vector>

namespace tlog {

// For certain: json_read.h would say kEntry. kJsonPadding bytes behind the line are readable, whatever they hold.
bool is_plain_entry(std::string_view line);

// The kernels that this processor can run, best first: "avx512", "avx2", and "none", which takes no line for
// plain. False when the processor cannot run that one. For tests and benches.
std::vector<std::string_view> plain_entry_kernels();
std::string_view plain_entry_kernel();
bool use_plain_entry_kernel(std::string_view name);

}  // namespace tlog
