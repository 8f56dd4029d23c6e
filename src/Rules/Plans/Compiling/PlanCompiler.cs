using Compensation.Rules.Plans.Documents;
using Compensation.Rules.Plans.Formulas;

namespace Compensation.Rules.Plans.Compiling;

/// <summary>Turns a plan as written into one that can be computed: resolves names, checks units, orders what depends on what.</summary>
/// <remarks>All errors are collected; a part with an error is left out so that others are still checked.</remarks>
internal sealed partial class PlanCompiler
{
    private readonly PlanDocument document;
    private readonly List<Finding> findings;

    public PlanCompiler(PlanDocument document, List<Finding> findings, Bonuses.CustomBonuses customBonuses)
    {
        this.document = document;
        this.findings = findings;
        this.customBonuses = customBonuses;
    }

    /// <summary>The decimals of an amount; within what is possible even where the plan is wrong.</summary>
    public int MoneyDecimals => Math.Clamp(document.Decimals, 0, MostDecimals);

    /// <summary>Records an error.</summary>
    public void Error(string code, Place place, string message, string remedy) => findings.Add(new Finding(Severity.Error, code, place, message, remedy));

    /// <summary>Reads a formula; an error is recorded and gives null.</summary>
    private Expression? Parse(Formula? formula, FormulaScope scope, Domain? expected = null)
    {
        if (formula is null)
        {
            return null;
        }

        try
        {
            return FormulaParser.Parse(this, scope, formula.Text, expected);
        }
        catch (FormulaException error)
        {
            var place = formula.Place with { Column = formula.Place.Column + error.Offset };
            Error(error.Code, place, $"In '{formula.Text}': {error.Message}", error.Remedy);
        }
        catch (FollowingErrorException)
        {
            return null;
        }
        catch (OverflowException)
        {
            Error("formula", formula.Place, $"In '{formula.Text}': a number is too large.", "A number has at most 18 digits, decimals included.");
        }

        return null;
    }

    /// <summary>Reads a formula that must be a number.</summary>
    private Expression? Number(Formula? formula, FormulaScope scope)
    {
        var expression = Parse(formula, scope);
        if (expression is not null && expression.Unit is Unit.Choice or Unit.Seller)
        {
            Error("unit", formula!.Place, $"'{formula.Text}' is {FormulaParser.Describe(expression)}, but a number is needed.",
                "Use a table to give it a number.");
            return null;
        }

        return expression;
    }

    /// <summary>Reads a formula that must be a number with so many decimals.</summary>
    private Expression? Number(Formula? formula, FormulaScope scope, int decimals) =>
        formula is null ? null : Scaled(Number(formula, scope), decimals, formula);

    /// <summary>The same number with other decimals; one that is too large for them is an error and gives null.</summary>
    private Expression? Scaled(Expression? number, int decimals, Formula written)
    {
        try
        {
            return number?.Rescaled(decimals);
        }
        catch (OverflowException)
        {
            Error("formula", written.Place, $"In '{written.Text}': a number is too large.",
                "A number has at most 18 digits, decimals included.");
            return null;
        }
    }

    /// <summary>Reads conditions that must all hold; null where there are none (or all are wrong).</summary>
    private Expression? Conditions(IEnumerable<Formula> formulas, FormulaScope scope)
    {
        Expression? all = null;
        foreach (var one in ConditionList(formulas, scope))
        {
            all = all is null ? one : new Operation(Operator.And, all, one) { Unit = Unit.Flag, Text = $"{all.Text} and {one.Text}" };
        }

        return all;
    }

    private List<Expression> ConditionList(IEnumerable<Formula> formulas, FormulaScope scope)
    {
        var conditions = new List<Expression>();
        foreach (var formula in formulas)
        {
            var condition = Parse(formula, scope);
            if (condition is not null && condition.Unit != Unit.Flag)
            {
                Error("unit", formula.Place, $"'{formula.Text}' is {FormulaParser.Describe(condition)}, but a condition is needed.",
                    "Compare it with something, such as 'PV >= 100'.");
            }
            else if (condition is not null)
            {
                conditions.Add(condition);
            }
        }

        return conditions;
    }
}
