using Compensation.Api.Pages.Calls;
using Compensation.Api.Pages.Frame;
using Compensation.Api.Shared.Access;
using Compensation.Api.Shared.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Compensation.Api.Pages.Sessions;

/// <summary>Signing in and out.</summary>
/// <param name="requests">The page's request.</param>
/// <param name="frame">The page's frame.</param>
/// <param name="callers">Reads tokens.</param>
internal sealed class SessionPages(IHttpContextAccessor requests, PageFrame frame, Callers callers)
{
    /// <summary>Where one signs in. What follows # in the address is a token: browsers send it to nobody, and the page's script puts it into the form.
    /// </summary>
    public const string SignIn = "/sign-in";

    private const CallerRoles Served = CallerRoles.Finance | CallerRoles.FinanceApprover | CallerRoles.Seller | CallerRoles.Support | CallerRoles.Admin;

    /// <summary>Serves the pages.</summary>
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(SignIn, (SessionPages page) => page.ShowAsync()).WithMetadata(new OpenPage());
        pages.MapPost(SignIn, (SessionPages page) => page.SignInAsync()).WithMetadata(new OpenPage());
        pages.MapPost("/sign-out", (SessionPages page) => page.SignOutAsync());
        pages.MapGet("/", (SessionPages page) => Results.LocalRedirect($"~{page.HomeOf()}"));
    }

    private string HomeOf() => HomeOf(frame.Caller!);

    /// <summary>The first page of somebody.</summary>
    public static string HomeOf(Caller caller) =>
        caller.Seller is { } seller && !caller.Is(Served & ~CallerRoles.Seller) ? Links.Seller(seller) : Links.Periods;

    private Task<IResult> ShowAsync() => frame.ShowAsync<SignInView>(frame.Form?["from"] ?? frame.Query("from"));

    private async Task<IResult> SignInAsync()
    {
        var http = requests.HttpContext!;
        Session.Take(http, frame.Form!["token"]);
        try
        {
            var caller = await callers.ReadAsync(new PageCall(http, SignIn, http.RequestAborted));
            if (!caller.Is(Served))
            {
                throw CallErrors.Denied("ROLE_MISSING", "The pages serve finance, support, sellers and admins; this token has none of these roles.");
            }

            await Session.BeginAsync(http, caller);
            var from = frame.Form!["from"];
            return Results.LocalRedirect(from is ['/', not '/' and not '\\', ..] ? from : $"~{HomeOf(caller)}");
        }
        catch (CallException refused)
        {
            frame.Form = frame.Form! with { Fault = Fault.Of(refused) };
            return await ShowAsync();
        }
    }

    private async Task<IResult> SignOutAsync()
    {
        await Session.EndAsync(requests.HttpContext!);
        return frame.GoTo(SignIn, "You are signed out.");
    }
}
