@echo off
rem Makes the Python environment on first use, then runs the command line. The carried database needs
rem a Unix; on Windows set TOCSIN_DATABASE_URL to a PostgreSQL of 15 or later.
setlocal
set "here=%~dp0"
set "venv=%here%.venv"
set "lock=requirements.lock"
if "%~1"=="test" set "lock=requirements-test.lock"
set PYTHONPATH=
set PYTHONHOME=
set PIP_USER=
set PIP_TARGET=
set PIP_REQUIRE_VIRTUALENV=

rem The stamp is the lock itself, copied last, so that an interrupted installation is begun again.
fc /b "%here%%lock%" "%venv%\%lock%" >nul 2>&1 && goto run

set "python="
for %%p in ("py -3.11" "py -3.12" "py -3.13" "python") do if not defined python (
  %%~p -c "import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))" >nul 2>&1 && set "python=%%~p"
)
if not defined python (
  echo tocsin: Tocsin needs Python 3.11, 3.12 or 3.13 with its venv module; install one of them. 1>&2
  exit /b 1
)
echo tocsin: preparing the environment; this happens once and takes about a minute. 1>&2
if not exist "%venv%\Scripts\python.exe" %python% -m venv --clear "%venv%" || exit /b 1
"%venv%\Scripts\python.exe" -m pip install -qq --disable-pip-version-check --no-input --require-hashes --only-binary :all: -r "%here%%lock%" || exit /b 1
rem Relative, so that a folder with letters of any language can be written down here.
> "%venv%\Lib\site-packages\tocsin.pth" echo ..\..\..\src
copy /y "%here%%lock%" "%venv%\%lock%" >nul || exit /b 1

:run
"%venv%\Scripts\python.exe" -m tocsin.project.cli %*
exit /b %errorlevel%
