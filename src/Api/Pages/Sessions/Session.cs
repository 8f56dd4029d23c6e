using System.Security.Claims;
using Compensation.Api.Shared.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Compensation.Api.Pages.Sessions;

/// <summary>Represents who is signed in: their token, in an encrypted cookie. Each request is checked as if the token had come with it by gRPC, so a session
/// can do no more than its token and ends with it.</summary>
internal static class Session
{
    private const string Scheme = "session";
    private const string Token = "access_token";
    private const string Bearer = "Bearer ";

    /// <summary>Adds the cookie.</summary>
    public static void Add(IServiceCollection services) => services.AddAuthentication().AddCookie(Scheme, cookie =>
    {
        cookie.Cookie.Name = Scheme;
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Strict;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.SlidingExpiration = false;
    });

    /// <summary>Takes the token of the session for that of the request. A proxy in front, which signs people in itself, may send one with each request.
    /// </summary>
    public static async Task ReadAsync(HttpContext http)
    {
        if (http.Request.Headers.Authorization.Count == 0 && (await http.AuthenticateAsync(Scheme)).Properties?.GetTokenValue(Token) is { } token)
        {
            http.Request.Headers.Authorization = Bearer + token;
        }
    }

    /// <summary>Takes a token that somebody signs in with for that of the request.</summary>
    public static void Take(HttpContext http, string token) => http.Request.Headers.Authorization = Bearer + token;

    /// <summary>Keeps the request's token, which was checked, until it expires.</summary>
    public static async Task BeginAsync(HttpContext http, Caller caller)
    {
        var result = await http.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        var properties = new AuthenticationProperties { ExpiresUtc = result.Properties?.ExpiresUtc, IsPersistent = true };
        properties.StoreTokens([new AuthenticationToken { Name = Token, Value = $"{http.Request.Headers.Authorization}"[Bearer.Length..] }]);
        await http.SignInAsync(Scheme, PersonOf(caller), properties);
    }

    /// <summary>Forgets the token.</summary>
    public static Task EndAsync(HttpContext http) => http.SignOutAsync(Scheme);

    /// <summary>Who is signed in; forms belong to them.</summary>
    public static ClaimsPrincipal PersonOf(Caller caller) => new(new ClaimsIdentity([new Claim("sub", caller.Name)], Scheme));
}
