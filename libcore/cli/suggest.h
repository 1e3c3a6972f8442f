#pragma once
// "Did you mean": the word of a list that is nearest to a mistyped one.

#include <string>
#include <string_view>
#include <vector>

namespace tlog::cli {

// The candidate with the smallest edit distance, or one that `word` begins; empty when none is near enough to be meant.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace tlog::cli
