using System.Text;
using System.Xml.Linq;
using Compensation.Api.Shared.Errors;
using Compensation.Grains;
using Shouldly;
using Xunit;

namespace Compensation.Api.Tests.Contract;

/// <summary>The reference of errors is written from the table of errors.</summary>
public sealed class ErrorReferenceTests
{
    private const string File = "docs/reference/errors.md";

    private const string Head = """
        # Errors of the API

        A call that is not carried out ends with a status of gRPC and with `google.rpc.ErrorInfo` in its details, whose `domain` is `compensation.v1` and whose
        `reason` is one of these. `metadata` holds `field`, `value` and `remedy`. `INVALID_ARGUMENT` brings `google.rpc.BadRequest` too, `NOT_FOUND` and
        `ALREADY_EXISTS` a `ResourceInfo`, `FAILED_PRECONDITION` and `PERMISSION_DENIED` of a refusal a `PreconditionFailure`, and what is worth another try a
        `RetryInfo`. This file is generated.

        ## Refusals

        | reason | status | when |
        |---|---|---|

        """;

    private const string Tail = """

        ## Calls

        | reason | status | when |
        |---|---|---|
        | `UNAUTHENTICATED` | UNAUTHENTICATED | There is no key or token, or it is not good. |
        | `ROLE_MISSING`, `NOT_SERVED`, `NO_PROGRAMME`, `ONE_PROGRAMME`, `OTHER_SELLER` | PERMISSION_DENIED | The caller may not do this. |
        | `UNKNOWN_…` | NOT_FOUND | There is no such thing in the caller's programme. |
        | `…_EXISTS` | ALREADY_EXISTS | The id is taken. |
        | `BUSY`, `TOO_MANY_CALLS` | RESOURCE_EXHAUSTED | There is no room. Nothing happened; `RetryInfo` says when to ask again. |
        | `OUTCOME_UNKNOWN` | UNAVAILABLE, DEADLINE_EXCEEDED | Nobody knows whether it has happened. Send the same request again. |
        | `STOPPING`, `DATABASE` | UNAVAILABLE | The program stops, or its database fails. Nothing happened. |
        | `CANCELLED` | CANCELLED | The caller has left. |
        | `NO_PLAN`, `PLAN_MISFIT`, `LEDGER_…` | FAILED_PRECONDITION | The programme has no plan, its plan cannot take a value, or the ledger refuses a row. |
        | `MOVE_STATUS` | FAILED_PRECONDITION | The move was decided already, or was not carried out. |
        | `STILL_ACTIVE`, `STILL_EARNING`, `STILL_OWED`, `STILL_DISPUTED` | FAILED_PRECONDITION | The seller cannot be erased yet. |
        | `INTERNAL` | INTERNAL | A bug; it is in the program's log. |

        """;

    [Fact]
    public void Reference_IsTheTable()
    {
        var summaries = XDocument.Load(Path.ChangeExtension(typeof(RefusalCode).Assembly.Location, ".xml")).Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary")?.Value.Trim() ?? "");
        var text = new StringBuilder(Head.ReplaceLineEndings("\n"));
        foreach (var code in Enum.GetValues<RefusalCode>().OrderBy(ErrorTable.ReasonOf, StringComparer.Ordinal))
        {
            text.Append("| `").Append(ErrorTable.ReasonOf(code)).Append("` | ").Append(WordOf($"{ErrorTable.CodeOf(code)}")).Append(" | ")
                .Append(summaries[$"F:{typeof(RefusalCode).FullName}.{code}"]).Append(" |\n");
        }

        var actual = text.Append(Tail.ReplaceLineEndings("\n")).ToString();
        if (Environment.GetEnvironmentVariable("COMPENSATION_APPROVE") is "1" or "breaking")
        {
            Repository.Write(File, actual);
        }

        actual.ShouldBe(Repository.Read(File).ReplaceLineEndings("\n"), "Run with COMPENSATION_APPROVE=1 to write it anew.");
    }

    private static string WordOf(string code) => string.Concat(code.Select((letter, i) => i > 0 && char.IsUpper(letter) ? $"_{letter}" : $"{letter}"))
        .ToUpperInvariant();
}
