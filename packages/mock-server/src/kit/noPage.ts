/** What a matcher of pages says to something else. Test runners do not check types before they run. */
export const noPage =
  "This is not a page of a fax; use one of those that await mock.pages(fax) returns"
