using Compensation.Api.Admin;
using Compensation.Api.Pages.Calls;
using Compensation.Api.Pages.Frame;
using Compensation.Api.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Compensation.Api.Pages.Admin;

/// <summary>The audit log: who did what, and why.</summary>
/// <param name="frame">The page's frame.</param>
/// <param name="calls">Makes calls.</param>
/// <param name="admin">What is called.</param>
internal sealed class AuditPages(PageFrame frame, PageCalls calls, AdminApi admin)
{
    private const int Shown = 50;

    /// <summary>Serves the page.</summary>
    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet(Links.Audit, (AuditPages page) => page.ShowAsync());

    private async Task<IResult> ShowAsync()
    {
        var (who, what) = (frame.Query("who").Trim(), frame.Query("what").Trim());
        var found = await calls.AskAsync(admin.ListAuditLog, new ListAuditLogRequest
        {
            Who = who,
            What = what,
            Page = frame.Page(Shown),
        });
        return await frame.ShowAsync<AuditView>(new AuditModel(who, what, found));
    }
}
