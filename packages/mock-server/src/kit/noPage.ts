/** What a matcher of pages says to something else. Test runners do not check types before they run. */
export const noPage = "This is no page of a fax; await mock.pages(fax), and give one of those"
