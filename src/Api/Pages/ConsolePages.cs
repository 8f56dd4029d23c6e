using Compensation.Api.Pages.Admin;
using Compensation.Api.Pages.Calls;
using Compensation.Api.Pages.Finance;
using Compensation.Api.Pages.Frame;
using Compensation.Api.Pages.Plans;
using Compensation.Api.Pages.Sellers;
using Compensation.Api.Pages.Sessions;
using Compensation.Api.Shared.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Compensation.Api.Pages;

/// <summary>Adds the web console of finance and the pages of sellers to a host that has the API.</summary>
public static class ConsolePages
{
    /// <summary>Adds what pages need.</summary>
    /// <param name="services">The host's services.</param>
    public static IServiceCollection AddConsolePages(this IServiceCollection services)
    {
        Session.Add(services);
        return services.AddHttpContextAccessor()
            .AddAntiforgery(forms =>
            {
                forms.Cookie.SameSite = SameSiteMode.Strict;
                forms.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            })
            .AddScoped<PageCalls>().AddScoped<PageFrame>()
            .AddScoped<SessionPages>().AddScoped<PeriodPages>().AddScoped<PayoutPages>().AddScoped<CorrectionPages>()
            .AddScoped<PlanPages>().AddScoped<SellerPages>().AddScoped<DisputePages>().AddScoped<AuditPages>();
    }

    /// <summary>Serves the pages.</summary>
    public static void MapConsolePages(this IEndpointRouteBuilder endpoints)
    {
        AssetFiles.Map(endpoints);
        var pages = endpoints.MapGroup("");
        pages.AddEndpointFilter<PageGuard>();
        SessionPages.Map(pages);
        pages.MapGet("/{*rest}", IResult (string rest) => throw CallErrors.NotFound("page", rest)).WithOrder(int.MaxValue);
        PeriodPages.Map(pages);
        PayoutPages.Map(pages);
        CorrectionPages.Map(pages);
        PlanPages.Map(pages);
        SellerPages.Map(pages);
        DisputePages.Map(pages);
        AuditPages.Map(pages);
    }
}
